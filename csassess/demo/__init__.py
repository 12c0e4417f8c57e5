"""The sample caseload, recorded through the services and the real window."""
