"""Folders unsuitable for a caseload because a cloud service copies them elsewhere."""

from pathlib import PurePath

_CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "pclouddrive": "pCloud",
    "box sync": "Box",
    "megasync": "MEGA",
}


def cloud_service_of(folder: PurePath) -> str | None:
    """Return the cloud service whose folder a path leads through, or None.

    A name such as "OneDrive - Harbour Centre" counts as OneDrive.
    """
    for part in folder.parts:
        name = part.casefold().partition(" - ")[0].strip()
        if name in _CLOUDS:
            return _CLOUDS[name]
    return None
