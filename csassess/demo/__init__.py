"""The sample caseload, played through the services and the real window."""
