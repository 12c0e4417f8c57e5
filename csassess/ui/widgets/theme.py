"""The look of the program: palettes, text sizes, fonts and the style sheet."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from csassess.resources import resource_folder

FAMILY = "Noto Sans"
STEP = 8  # pixels; all spacing is a multiple of it
TARGET = 44  # pixels at 100 % text; the least height of what a finger must hit
TEXT_SIZES = (100, 125, 150, 200)
_PIXELS_AT_100 = 14


class Look(StrEnum):
    """The palettes."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette; text has a contrast of at least 4.5 to 1 on its background."""

    ground: str
    surface: str
    ink: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    tint: str
    good: str
    warn: str
    bad: str


COLOURS = {
    Look.LIGHT: Colours(
        ground="#f3f5f7",
        surface="#ffffff",
        ink="#17212b",
        quiet="#55606e",
        line="#c9d0d8",
        accent="#0b5a9e",
        on_accent="#ffffff",
        tint="#e2eefa",
        good="#1a6b3a",
        warn="#7d5200",
        bad="#a3242c",
    ),
    Look.DARK: Colours(
        ground="#12161b",
        surface="#1b2128",
        ink="#e9edf2",
        quiet="#a9b3bf",
        line="#3b4551",
        accent="#7ab8f5",
        on_accent="#06223b",
        tint="#1d3348",
        good="#78d39d",
        warn="#f0c364",
        bad="#ff9a9e",
    ),
    Look.CONTRAST: Colours(
        ground="#000000",
        surface="#000000",
        ink="#ffffff",
        quiet="#ffffff",
        line="#ffffff",
        accent="#ffe14d",
        on_accent="#000000",
        tint="#333300",
        good="#7dff9b",
        warn="#ffe14d",
        bad="#ff9a9a",
    ),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette, and a text size in per cent; `follows_system` says that the system chose the palette."""

    look: Look = Look.LIGHT
    text_size: int = 100
    follows_system: bool = False

    @property
    def colours(self) -> Colours:
        """The colours of the palette."""
        return COLOURS[self.look]

    @property
    def is_large(self) -> bool:
        """Return whether the text is too large for parts side by side."""
        return self.text_size >= 150

    def px(self, at_100: float) -> int:
        """Return a length in pixels, scaled with the text."""
        return round(at_100 * self.text_size / 100)


_current = Theme()


def current() -> Theme:
    """Return the present theme."""
    return _current


def look_of_system(app: QApplication) -> Look:
    """Return the palette nearest to what the system is set to."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Look.CONTRAST
    return Look.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Look.LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Apply a theme to the whole program."""
    global _current  # noqa: PLW0603  (as global as Qt's own style sheet and palette)
    if theme == _current and app.styleSheet():
        return
    _current = theme
    _load_fonts()
    font = QFont(FAMILY)
    font.setPixelSize(theme.px(_PIXELS_AT_100))
    app.setStyle("Fusion")
    app.setFont(font)
    app.setPalette(_palette(theme.colours))
    app.setStyleSheet(_style_sheet(theme))


def _load_fonts() -> None:
    if FAMILY not in QFontDatabase.families():
        for file in sorted((resource_folder() / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.ground,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    return palette


class _StyleTemplate(Template):
    """A template whose placeholders are names and numbers."""

    idpattern = "[a-z_]+|[0-9]+"


def _style_sheet(theme: Theme) -> str:
    template = _StyleTemplate((resource_folder() / "style.qss").read_text(encoding="utf-8"))
    icons = resource_folder() / "icons"
    return template.substitute(
        {str(length): theme.px(length) for length in range(1, TARGET + 1)},
        **asdict(theme.colours),
        arrow=(icons / f"arrow-{theme.look}.svg").as_posix(),
        tick=(icons / f"tick-{theme.look}.svg").as_posix(),
        chip_radius=theme.px(TARGET) // 2 - 2,
        field_focus_x=theme.px(8) - 1,
        field_focus_y=theme.px(6) - 1,
        font_family=FAMILY,
        step=STEP,
    )
