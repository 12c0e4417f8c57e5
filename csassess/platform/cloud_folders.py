"""Folders that a cloud service copies elsewhere, recognised by their names."""

import os
from collections.abc import Iterator
from pathlib import PurePath

_CLOUDS = {
    "onedrive": "OneDrive",
    "sharepoint": "SharePoint",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "shared drives": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud": "pCloud",
    "pclouddrive": "pCloud",
    "box": "Box",
    "box sync": "Box",
    "box-box": "Box",
    "megasync": "MEGA",
}
_MAC_FOLDER = "cloudstorage"  # in which macOS keeps the folder of each cloud service
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # set by the service on Windows


def cloud_service_of(folder: PurePath) -> str | None:
    """Return the cloud service whose folder a path leads through, or None.

    Names such as "OneDrive - Harbour Centre", "Dropbox (Harbour Centre)" and "GoogleDrive-ann@example.org"
    count as well. A folder that SharePoint syncs has the centre's name: it is recognised by the folder of
    OneDrive that Windows names for the same centre.
    """
    parts = [part.casefold().strip() for part in folder.parts]
    for before, part in zip(["", *parts], parts, strict=False):
        for name in _names_in(part):
            if name in _CLOUDS:
                return _CLOUDS[name]
        if before == _MAC_FOLDER:
            return folder.parts[parts.index(part)].partition("-")[0]
    return "SharePoint" if parts and _is_shared_by_centre(folder) else None


def _names_in(part: str) -> Iterator[str]:
    """Yield the names of services that a folder's name may stand for."""
    yield part
    yield part.partition(" - ")[0].strip()
    yield part.partition(" (")[0].strip()
    service, dash, _ = part.partition("-")
    if dash and service in ("onedrive", "googledrive", "dropbox", "box", "sharepoint"):
        yield service


def _is_shared_by_centre(folder: PurePath) -> bool:
    """Return whether a folder is in one that SharePoint syncs for the centre of this user's OneDrive.

    OneDrive makes `OneDrive - Harbour Centre` and, for what others share, `Harbour Centre` next to it.
    """
    for variable in _VARIABLES:
        own = os.environ.get(variable, "")
        _, dash, centre = own.rpartition(" - ")
        if dash and centre and folder.is_relative_to(type(folder)(own).parent / centre):
            return True
    return False
