"""Rules for backups and for where a caseload is stored."""
