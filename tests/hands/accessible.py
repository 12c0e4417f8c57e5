"""What a screen reader sees of the program: its controls by role and accessible name."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_LABELLED_BY = 2  # the relation of a field to the words beside it
_ON_SCREEN = 0  # extents are asked for in coordinates of the screen

Reference = tuple[str, str]  # of an object: its bus name and path


class State(IntEnum):
    """States of a control, by their number in AT-SPI."""

    ACTIVE = 1
    CHECKED = 4
    FOCUSED = 12
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25


class GoneError(Exception):
    """The control, or the whole program, is no longer there."""


@dataclass(frozen=True)
class Area:
    """A rectangle on the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    def has(self, point: tuple[int, int]) -> bool:
        """Return whether a point is inside."""
        x, y = point
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def within(self, other: "Area") -> "Area":
        """Return the part of this area that is inside another; it is flat if there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Area(x, y, max(0, right - x), max(0, bottom - y))


@dataclass(frozen=True)
class Control:
    """A control as it was when it was looked at."""

    reference: Reference
    role: str
    name: str
    states: frozenset[int]
    area: Area
    visible: Area  # the part that no parent cuts off, as a scroll area does
    path: tuple["Control", ...]  # its parents, from the window down

    def has(self, state: State) -> bool:
        return state in self.states

    def is_called(self, role: str, name: str) -> bool:
        """Return whether it has this role and name; * stands for any words."""
        return self.role == role and fnmatchcase(self.name, name)

    def __str__(self) -> str:
        return f"{self.role} “{self.name}”" + ("" if self.has(State.SENSITIVE) else " (disabled)")


class Screen:
    """The controls of the programs on an accessibility bus."""

    def __init__(self, bus: str) -> None:
        self._connection: DBusConnection = open_dbus_connection(bus)

    def close(self) -> None:
        self._connection.close()

    def controls(self) -> list[Control]:
        """Return every control that is shown; those of the window being used come first."""
        found: list[list[Control]] = []
        for program in self._children(_ROOT):
            try:
                found += [list(self._below(window, None, ())) for window in self._children(program)]
            except GoneError:  # closed or rebuilt meanwhile
                continue
        found.sort(key=lambda controls: not (controls and controls[0].has(State.ACTIVE)))
        return [control for controls in found for control in controls]

    def find(self, role: str, name: str) -> Control | None:
        """Return the control with this role and name, or None."""
        return next((control for control in self.controls() if control.is_called(role, name)), None)

    def wait_for(self, role: str, name: str, *, seconds: float = 15) -> Control:
        """Return the control with this role and name as soon as it is there and can be used.

        Raises LookupError, with all that is there instead.
        """
        end = time.monotonic() + seconds
        while (control := self.find(role, name)) is None or not control.has(State.SENSITIVE):
            if time.monotonic() > end:
                there = "\n".join(str(shown) for shown in self.controls() if shown.name)
                raise LookupError(f"There is no usable {role} “{name}”. There is:\n{there}")
            threading.Event().wait(0.1)
        return control

    def words_in(self, control: Control) -> str:
        """Return the text in a field, or the choice in a combo box."""
        if control.role == "combo box":
            return self._property(control.reference, "Name")
        return str(self._ask(control.reference, "Text", "GetText", "ii", (0, -1)))

    def _below(self, reference: Reference, cut: Area | None, path: tuple[Control, ...]) -> Iterator[Control]:
        """Yield a control and all that is shown in it."""
        states = _numbers(self._ask(reference, "Accessible", "GetState"))
        if State.SHOWING not in states:
            return
        area = Area(*self._ask(reference, "Component", "GetExtents", "u", (_ON_SCREEN,)))
        role = str(self._ask(reference, "Accessible", "GetRoleName"))
        is_list_of_choices = bool(path) and path[-1].role == "combo box"
        is_in_own_window = is_list_of_choices or role == "popup menu"
        visible = area.within(cut) if cut and not is_in_own_window else area
        control = Control(reference, role, self._name(reference, role), states, area, visible, path)
        yield control
        for child in self._children(reference):
            yield from self._below(child, visible, (*path, control))

    def _name(self, reference: Reference, role: str) -> str:
        """Return the name of a control; a combo box is named by the words beside it."""
        if role == "combo box":
            for relation, others in self._ask(reference, "Accessible", "GetRelationSet"):
                if relation == _LABELLED_BY:
                    return self._property(others[0], "Name")
        return self._property(reference, "Name").strip()

    def _children(self, reference: Reference) -> list[Reference]:
        return [tuple(child) for child in self._ask(reference, "Accessible", "GetChildren")]

    def _property(self, reference: Reference, name: str) -> str:
        address = DBusAddress(reference[1], reference[0], "org.a11y.atspi.Accessible")
        return str(self._reply(Properties(address).get(name))[1])

    def _ask(self, reference: Reference, interface: str, method: str, kind: str = "", body: Any = ()) -> Any:
        address = DBusAddress(reference[1], reference[0], f"org.a11y.atspi.{interface}")
        return self._reply(new_method_call(address, method, kind or None, body))

    def _reply(self, message: Any) -> Any:
        try:
            reply = self._connection.send_and_get_reply(message, timeout=10)
        except TimeoutError as error:
            raise GoneError from error
        if reply.header.message_type is MessageType.error:
            raise GoneError(reply.body)
        return reply.body[0]


def _numbers(words: list[int]) -> frozenset[int]:
    """Return the numbers of the bits that are set in 32-bit words."""
    return frozenset(
        32 * index + bit for index, word in enumerate(words) for bit in range(32) if word & (1 << bit)
    )
