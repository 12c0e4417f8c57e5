"""A screen for one test worker: an X server, a window manager and a bus for accessibility."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

_PROGRAMS = ("Xvfb", "openbox", "xdotool", "dbus-daemon", "import", "xprop", "xwininfo")
_ACCESSIBILITY_BUS = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
SIZE = (1366, 900)  # pixels


def missing() -> list[str]:
    """Return what this machine lacks for a screen."""
    programs = [name for name in _PROGRAMS if shutil.which(name) is None]
    return programs if _ACCESSIBILITY_BUS.exists() else [*programs, "at-spi2-core"]


@dataclass(frozen=True)
class Display:
    """A running screen, and the environment of programs that show themselves on it."""

    environment: dict[str, str]
    accessibility_bus: str
    size: tuple[int, int]

    def xdotool(self, *words: str) -> None:
        """Move the mouse, press keys or wait, as xdotool's words say."""
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=60)

    def frame_of_window(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of the active window, with its frame."""
        window = self._ask("xdotool", "getactivewindow")
        facts = self._ask("xwininfo", "-id", window)
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        x, y, width, height = (int(facts.partition(f"{name}:")[2].split()[0]) for name in names)
        extents = self._ask("xprop", "-id", window, "_NET_FRAME_EXTENTS").partition("=")[2]
        left, right, top, bottom = (int(extent) for extent in extents.split(","))
        return x - left, y - top, x + width + right, y + height + bottom

    def _ask(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, check=True, timeout=60, capture_output=True, text=True
        )
        return done.stdout.strip()

    def picture(self, path: Path) -> None:
        """Save a picture of the whole screen."""
        subprocess.run(["import", "-window", "root", path], env=self.environment, check=False, timeout=20)


@contextmanager
def display(size: tuple[int, int] = SIZE) -> Iterator[Display]:
    """Run an X server, a window manager and the two buses for the block."""
    with ExitStack() as stack:
        home = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="csassess-", ignore_cleanup_errors=True)
        )
        environment = _environment(home)
        log = stack.enter_context(Path(home, "screen.log").open("wb"))

        def run(*command: str, answers: bool = True) -> str:
            """Run a program until the end of the block; {} in its command is where it answers."""
            reading, writing = os.pipe()
            words = [word.format(writing) for word in command]
            process = subprocess.Popen(
                words, env=environment, pass_fds=[writing], stdout=log, stderr=log, start_new_session=True
            )
            os.close(writing)
            stack.callback(_end, process)
            with os.fdopen(reading) as answer:
                return answer.readline().strip() if answers else ""

        # without -noreset the server begins anew, refusing others, when its only client goes
        pixels = f"{size[0]}x{size[1]}x24"
        screen = run("Xvfb", "-displayfd", "{}", "-screen", "0", pixels, "-noreset", "-nolisten", "tcp")
        environment["DISPLAY"] = f":{screen}"
        bus = run("dbus-daemon", "--session", "--nofork", "--print-address={}")
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus
        run("openbox", "--sm-disable", answers=False)
        _wait_for_window_manager(environment)
        yield Display(environment, _accessibility_bus(bus), size)


def _environment(home: str) -> dict[str, str]:
    """Return the environment of a person who has just logged in on a new machine."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
    return others | {
        "HOME": home,
        "XDG_RUNTIME_DIR": home,
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def _wait_for_window_manager(environment: dict[str, str]) -> None:
    asked = ["xdotool", "get_desktop"]  # only a window manager knows its desktops
    for _ in range(100):
        if subprocess.run(asked, env=environment, capture_output=True, check=False).returncode == 0:
            return
        threading.Event().wait(0.1)
    raise RuntimeError("The window manager did not start.")


def _accessibility_bus(session_bus: str) -> str:
    """Return the address of the accessibility bus; the session bus starts it when it is asked for."""
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    with open_dbus_connection(session_bus) as connection:
        return str(connection.send_and_get_reply(new_method_call(bus, "GetAddress"), timeout=20).body[0])
