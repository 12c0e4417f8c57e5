"""The ways to open a caseload that a person types, as the key file names them."""

PASSPHRASE, RECOVERY = "passphrase", "recovery"
