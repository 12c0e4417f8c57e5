"""Reads every page of an encrypted store with its key, including free pages and the log."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_RESERVE = 80  # bytes at the end of each page: initialisation vector and authentication code


def plain_pages(path, master):
    """Return all pages of a store and its log, decrypted page by page."""
    size = 65_536 if path.name == "photos.db" else 4096
    encrypted, plain = path.read_bytes(), []
    log = path.with_name(path.name + "-wal")
    encrypted_log = log.read_bytes() if log.exists() else b""
    pages = [encrypted[start : start + size] for start in range(0, len(encrypted), size)]
    pages += [
        encrypted_log[start + 24 : start + 24 + size] for start in range(32, len(encrypted_log), size + 24)
    ]
    for number, page in enumerate(pages):
        body, iv = (
            page[16 if number == 0 else 0 : size - _RESERVE],
            page[size - _RESERVE : size - _RESERVE + 16],
        )
        if len(iv) == 16 and len(body) % 16 == 0:
            plain.append(Cipher(algorithms.AES(master), modes.CBC(iv)).decryptor().update(body))
    return b"".join(plain)


def everything_in(folder, master):
    """Return the bytes of every file in a folder, and the decrypted pages of every store."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"".join(
        [path.read_bytes() for path in files]
        + [plain_pages(path, master) for path in files if path.suffix == ".db"]
    )
