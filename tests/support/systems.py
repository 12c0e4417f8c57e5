"""Windows and macOS as a test on Linux can play them."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

SHARING_VIOLATION, ACCESS_DENIED = 32, 5


def refusal(path: object, number: int = SHARING_VIOLATION, target: object = None) -> PermissionError:
    """Return the error that Windows gives for a file that another program has open."""
    error = PermissionError(errno.EACCES, "Permission denied", str(path))
    error.winerror = number  # type: ignore[attr-defined]  # on Linux only an ordinary attribute
    if target is not None:
        error.filename2 = str(target)
    return error


class InUse:
    """Refuses to move or delete files whose path `holds`, as Windows does if another program has them open.

    The first `skip` calls for them go through; the `times` calls after those are refused.
    """

    def __init__(
        self,
        monkeypatch: Any,
        holds: Callable[[Path], bool],
        times: int = 1_000_000,
        skip: int = 0,
        number: int = SHARING_VIOLATION,
    ) -> None:
        self._holds, self._left, self._skip, self._number = holds, times, skip, number
        self.refused: list[Path] = []
        self.waits: list[float] = []
        self._unlink = Path.unlink
        monkeypatch.setattr("csassess.platform.files.time.sleep", self.waits.append)
        monkeypatch.setattr("csassess.platform.files.os.replace", self._around_replace())
        monkeypatch.setattr(Path, "unlink", self._around_unlink())

    def _refuse(self, path: Path, target: Path | None = None) -> None:
        held = next((p for p in (path, target) if p is not None and self._holds(Path(p))), None)
        if held is None:
            return
        if self._skip:
            self._skip -= 1
        elif self._left:
            self._left -= 1
            self.refused.append(Path(held))
            raise refusal(path, self._number, target)

    def _around_replace(self) -> Callable[..., None]:
        replace = os.replace

        def refusing(source: Any, target: Any) -> None:
            self._refuse(source, target)
            replace(source, target)

        return refusing

    def _around_unlink(self) -> Callable[..., None]:
        def refusing(path: Path, *, missing_ok: bool = False) -> None:
            if path.exists():
                self._refuse(path)
            self._unlink(path, missing_ok=missing_ok)

        return refusing
