"""A person at the screen: looks for a control, moves there, presses, types and pauses."""

from pathlib import Path

from tests.hands.accessible import Control, Screen, State
from tests.hands.display import Display

_BETWEEN_KEYS = 160  # milliseconds, of which xdotool waits about half
_PASTED = 30  # milliseconds between keys of what is not the subject of a journey, as a path
_HELD = "0.08"  # seconds between the press and the release of a mouse button
_AIMED = "0.15"  # seconds between reaching a control and pressing
_AFTER = "0.2"  # seconds until the next thing is done
_MOST_TABS = 40
_TURNS = 30  # of the wheel, to bring a control into view


class Person:
    """Works on the programs of a screen with eyes, mouse and keys."""

    def __init__(self, display: Display, screen: Screen, pictures: Path) -> None:
        self._display, self._screen, self._pictures = display, screen, pictures
        self.pointed_at: list[Control] = []

    # Looking

    def look_for(self, role: str, name: str, *, seconds: float = 15) -> Control:
        """Return a control as soon as it is there and can be used.

        If it does not come, LookupError says what is there, and names a picture of the screen.
        """
        try:
            return self._screen.wait_for(role, name, seconds=seconds)
        except LookupError as error:
            raise LookupError(f"{error}\nPicture: {self.keep_picture('missing')}") from None

    def can_use(self, role: str, name: str) -> bool:
        """Return whether a control is there and not greyed out."""
        control = self._screen.find(role, name)
        return control is not None and control.has(State.SENSITIVE)

    def read(self, role: str, name: str) -> str:
        """Return the words in a field, or the choice in a combo box."""
        return self._screen.words_in(self.look_for(role, name))

    def keep_picture(self, name: str) -> Path:
        """Keep a picture of the screen beside the test's other files."""
        path = self._pictures / f"{name}.png"
        self._display.picture(path)
        return path

    # Mouse

    def click(self, role: str, name: str) -> None:
        """Find a control, aim, press and release."""
        self.point_at(role, name)
        self._display.xdotool("mousedown", "1", "sleep", _HELD, "mouseup", "1", "sleep", _AFTER)

    def click_quickly(self, *controls: tuple[str, str]) -> None:
        """Look where all controls are, then click them as fast as a hand can."""
        middles = [self.look_for(role, name).area.middle for role, name in controls]
        clicks = [
            ("mousemove", str(x), str(y), "mousedown", "1", "sleep", _HELD, "mouseup", "1", "sleep", "0.12")
            for x, y in middles
        ]
        self._display.xdotool(*(word for words in clicks for word in words))

    def choose(self, name: str, choice: str) -> None:
        """Open a combo box and click one of its choices."""
        self.click("combo box", name)
        self.click("list item", choice)

    def open_portfolio(self, name: str) -> None:
        """Go to the portfolio of a candidate, by the list of all."""
        self.press("ctrl+2")
        self.click("list item", f"{name}*")

    def choose_in_menu(self, button: str, place: int) -> None:
        """Open the menu of a button, and choose an entry by its place with the keys."""
        self.click("button menu", button)
        for _ in range(place):
            self.press("Down")
        self.press("Return")

    def point_at(self, role: str, name: str) -> None:
        """Move the mouse onto a control, turning the wheel until it is in view."""
        for _ in range(_TURNS):
            control = self.look_for(role, name)
            if control.visible.has(control.area.middle):
                self.pointed_at.append(control)
                x, y = control.area.middle
                self._display.xdotool("mousemove", str(x), str(y), "sleep", _AIMED)
                return
            self._turn_towards(control)
        raise LookupError(
            f"The wheel does not bring {role} “{name}” into view.\nPicture: {self.keep_picture('missing')}"
        )

    def tick(self, role: str, name: str) -> None:
        """Click a box unless it is ticked already."""
        if not self.look_for(role, name).has(State.CHECKED):
            self.click(role, name)

    def draw_on(self, role: str, name: str) -> None:
        """Hold the button down on a control and draw a short stroke."""
        self.point_at(role, name)
        self._display.xdotool("mousedown", "1")
        for across, down in ((20, -15), (25, 20), (30, -10)):
            self._display.xdotool("mousemove_relative", "--", str(across), str(down), "sleep", "0.1")
        self._display.xdotool("mouseup", "1", "sleep", _AFTER)

    def wheel(self, role: str, name: str, turns: int) -> None:
        """Turn the wheel over a control, as often as `turns` says: down, or up if it is negative."""
        self.point_at(role, name)
        self._turn(turns)

    def _turn_towards(self, control: Control) -> None:
        """Turn the wheel beside a control that a parent cuts off, so that what it is in scrolls."""
        middle = control.area.middle
        around = (parent.visible for parent in control.path if not parent.visible.has(middle))
        edge = next(around, control.visible)
        left = max(edge.x + 4, control.area.x - 6)
        self._display.xdotool("mousemove", str(left), str(edge.middle[1]))
        self._turn(1 if middle[1] > edge.middle[1] else -1)

    def _turn(self, turns: int) -> None:
        button = "5" if turns > 0 else "4"
        for _ in range(abs(turns)):
            self._display.xdotool("click", button, "sleep", "0.15")

    # Keys

    def type(self, words: str, between_keys: int = _BETWEEN_KEYS) -> None:
        """Type words, one key after the other."""
        self._display.xdotool("type", "--delay", str(between_keys), "--", words)

    def paste(self, name: str, words: str) -> None:
        """Put words in place of all that is in a field, faster than a person types them."""
        self.click("text", name)
        self.press("ctrl+a")
        self.type(words, _PASTED)

    def press(self, *keys: str) -> None:
        """Press keys, such as Tab or ctrl+l, one after the other."""
        for key in keys:
            self._display.xdotool("key", "--delay", "60", key, "sleep", "0.25")

    def tab_to(self, role: str, name: str) -> None:
        """Press Tab until a control has the focus."""
        self.look_for(role, name)
        for _ in range(_MOST_TABS):
            control = self.look_for(role, name)
            if control.has(State.FOCUSED):
                return
            self.press("Tab")
        raise LookupError(f"Tab does not reach {role} “{name}”.\nPicture: {self.keep_picture('missing')}")

    def fill_in(self, name: str, words: str) -> None:
        """Click into a field and type."""
        self.click("text", name)
        self.type(words)

    def overwrite(self, name: str, words: str, role: str = "text") -> None:
        """Click into a field, mark all that is in it and type."""
        self.click(role, name)
        self.press("ctrl+a")
        self.type(words)

    def rest(self, seconds: float = 2.5) -> None:
        """Do nothing for a while, longer than the program waits before it saves."""
        self._display.xdotool("sleep", str(seconds))
