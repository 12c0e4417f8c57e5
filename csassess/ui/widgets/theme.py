"""How everything looks: three palettes, one type scale, one spacing step, one accent."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from csassess.resources import resource_folder

FAMILY = "Noto Sans"
STEP = 8  # every space on screen is a multiple of this, in pixels at 100 % text
TARGET = 44  # the least height of what a finger must hit
TEXT_SIZES = (100, 125, 150, 200)
_PIXELS_AT_100 = 14


class Look(StrEnum):
    """The palettes to choose from."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette; every pair of ink and ground keeps a contrast of at least 4.5 to 1."""

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
        "#f3f5f7",
        "#ffffff",
        "#17212b",
        "#55606e",
        "#c9d0d8",
        "#0b5a9e",
        "#ffffff",
        "#e2eefa",
        "#1a6b3a",
        "#7d5200",
        "#a3242c",
    ),
    Look.DARK: Colours(
        "#12161b",
        "#1b2128",
        "#e9edf2",
        "#a9b3bf",
        "#3b4551",
        "#7ab8f5",
        "#06223b",
        "#1d3348",
        "#78d39d",
        "#f0c364",
        "#ff9a9e",
    ),
    Look.CONTRAST: Colours(
        "#000000",
        "#000000",
        "#ffffff",
        "#ffffff",
        "#ffffff",
        "#ffe14d",
        "#000000",
        "#333300",
        "#7dff9b",
        "#ffe14d",
        "#ff9a9a",
    ),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette at a text size in per cent."""

    look: Look = Look.LIGHT
    text_size: int = 100

    @property
    def colours(self) -> Colours:
        """The palette's colours."""
        return COLOURS[self.look]

    @property
    def is_large(self) -> bool:
        """Whether the text is so large that what stands side by side goes below instead."""
        return self.text_size >= 150

    def px(self, at_100: float) -> int:
        """Return a length that grows with the text, in pixels."""
        return round(at_100 * self.text_size / 100)


_current = Theme()


def current() -> Theme:
    """Return the theme in force."""
    return _current


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme in force in the whole program."""
    global _current  # noqa: PLW0603  (one program, one look: Qt's own style sheet and palette are as global)
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


def _style_sheet(theme: Theme) -> str:
    c, px = theme.colours, theme.px
    arrow = (resource_folder() / "icons" / f"arrow-{theme.look}.svg").as_posix()
    return f"""
    QWidget {{ font-family: "{FAMILY}", "Noto Sans Symbols 2"; }}
    QMainWindow, QDialog, QScrollArea, QScrollArea > QWidget > QWidget#page {{ background: {c.ground}; }}
    QScrollArea {{ border: none; }}
    QLabel[role="title"] {{ font-size: {px(22)}px; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: {px(16)}px; font-weight: 600; }}
    QLabel[role="eyebrow"] {{ color: {c.quiet}; font-size: {px(12)}px; font-weight: 600; }}
    QLabel[role="quiet"] {{ color: {c.quiet}; }}
    QLabel[role="problem"] {{ color: {c.bad}; font-weight: 600; }}
    QLabel[role="code"] {{ font-size: {px(20)}px; font-weight: 600; letter-spacing: 1px; }}
    QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 6px; }}
    QFrame[role="card"][several="true"] {{ border-left: 6px solid {c.accent}; }}
    QFrame[role="bar"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
    QFrame[role="banner"] {{ background: {c.tint}; border: none; border-top: 2px solid {c.accent}; }}
    QFrame[role="banner"][tone="problem"] {{ border-top: 2px solid {c.bad}; }}
    QFrame[role="band"] {{ background: {c.tint}; border: none; border-radius: 4px; }}
    QFrame[role="line"] {{ background: {c.line}; border: none; max-height: 1px; }}
    QPushButton, QToolButton {{
        min-height: {px(TARGET - 2)}px; padding: 0 {px(14)}px; border: 1px solid {c.line}; border-radius: 6px;
        background: {c.surface}; color: {c.ink};
    }}
    QToolButton {{ padding: 0 {px(9)}px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {c.accent}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {c.tint}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {c.quiet}; background: {c.ground}; }}
    QPushButton[role="main"], QToolButton[role="main"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; font-weight: 600; }}
    QPushButton[role="main"]:focus {{ border: 2px solid {c.ink}; }}
    QPushButton[role="main"]:disabled, QToolButton[role="main"]:disabled {{ background: {c.ground}; color: {c.quiet}; border-color: {c.line}; }}
    QPushButton[role="link"] {{ border: 2px solid transparent; background: transparent; color: {c.accent}; text-align: left; padding: 0 {px(4)}px; }}
    QPushButton[role="link"]:focus {{ border: 2px solid {c.accent}; }}
    QPushButton[role="corner"] {{ border: 2px solid transparent; background: transparent; color: {c.quiet}; min-height: {px(24)}px; padding: 0 {px(10)}px; }}
    QPushButton[role="corner"][tone="problem"] {{ color: {c.bad}; font-weight: 600; }}
    QPushButton[role="corner"]:focus {{ border: 2px solid {c.accent}; }}
    QPushButton[role="finding"] {{ border: none; border-radius: 0; border-bottom: 1px solid {c.line}; text-align: left; background: transparent; }}
    QPushButton[role="nav"] {{ border: none; border-bottom: 3px solid transparent; border-radius: 0; background: transparent; padding: 0 {px(16)}px; }}
    QPushButton[role="nav"]:checked {{ border-bottom: 3px solid {c.accent}; color: {c.accent}; }}
    QPushButton[role="nav"]:focus {{ background: {c.tint}; }}
    QPushButton[role="chip"] {{ border-radius: {px(TARGET) // 2 - 2}px; padding: 0 {px(14)}px; }}
    QPushButton[role="chip"]:checked {{ background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; }}
    QPushButton[role="chip"]:focus {{ border: 2px solid {c.accent}; }}
    QPushButton[role="chip"]:checked:focus {{ border: 2px solid {c.ink}; }}
    QPushButton::menu-indicator {{ image: none; }}
    QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QTimeEdit {{
        background: {c.surface}; border: 1px solid {c.quiet}; border-radius: 4px; padding: {px(6)}px {px(8)}px; color: {c.ink};
        selection-background-color: {c.accent}; selection-color: {c.on_accent};
    }}
    QLineEdit, QComboBox, QDateEdit, QTimeEdit {{ min-height: {px(TARGET - 16)}px; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus, QTimeEdit:focus {{ border: 2px solid {c.accent}; padding: {px(6) - 1}px {px(8) - 1}px; }}
    QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.ground}; }}
    QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {px(26)}px; }}
    QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{arrow}"); width: {px(16)}px; height: {px(16)}px; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: {px(12)}px; }}
    QScrollBar:horizontal {{ height: {px(12)}px; }}
    QScrollBar::handle {{ background: {c.line}; border-radius: {px(4)}px; margin: 2px; min-width: {px(32)}px; min-height: {px(32)}px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; border: none; width: 0; height: 0; }}
    QToolBar {{ border: none; spacing: {STEP}px; padding: 0; background: transparent; }}
    QComboBox {{ combobox-popup: 0; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.ink}; border: 1px solid {c.quiet}; }}
    QCheckBox, QRadioButton {{ min-height: {px(TARGET)}px; spacing: {px(10)}px; }}
    QCheckBox::indicator {{ width: {px(20)}px; height: {px(20)}px; }}
    QListView, QTableView, QTreeView {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 6px; color: {c.ink}; outline: none; gridline-color: {c.line}; }}
    QListView:focus, QTableView:focus {{ border: 2px solid {c.accent}; }}
    QTableView::item {{ padding: 0 {px(6)}px; }}
    QTableView::item:selected, QListView::item:selected {{ background: {c.tint}; color: {c.ink}; }}
    QHeaderView {{ background: {c.ground}; }}
    QHeaderView::section {{ background: {c.ground}; color: {c.ink}; border: none; border-right: 1px solid {c.line}; border-bottom: 1px solid {c.line}; padding: {px(6)}px; font-weight: 600; }}
    QProgressBar {{ border: 1px solid {c.line}; border-radius: 4px; background: {c.ground}; min-height: {px(8)}px; max-height: {px(8)}px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QMenuBar {{ background: {c.surface}; color: {c.ink}; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {c.tint}; color: {c.ink}; }}
    QMenu {{ background: {c.surface}; color: {c.ink}; border: 1px solid {c.line}; }}
    QMenu::item {{ padding: {px(8)}px {px(28)}px; }}
    QSplitter::handle {{ background: {c.ground}; }}
    QTabBar::tab {{ min-height: {px(TARGET - 4)}px; padding: 0 {px(16)}px; background: {c.ground}; color: {c.ink}; border: 1px solid {c.line}; }}
    QTabBar::tab:selected {{ background: {c.surface}; font-weight: 600; border-bottom: 3px solid {c.accent}; }}
    QTabWidget::pane {{ border: none; }}
    QToolTip {{ background: {c.surface}; color: {c.ink}; border: 1px solid {c.line}; padding: {px(4)}px; }}
    """
