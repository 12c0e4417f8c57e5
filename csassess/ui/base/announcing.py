"""What a screen reader says at once, whatever has the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleStateChangeEvent
from PySide6.QtWidgets import QWidget


def announce(target: QWidget, words: str, *, urgent: bool = False) -> None:
    """Let a screen reader say words; what is urgent interrupts what it is saying (WCAG 2.2, 4.1.3)."""
    if not words:
        return
    event = QAccessibleAnnouncementEvent(target, words)
    levels = QAccessible.AnnouncementPoliteness
    event.setPoliteness(levels.Assertive if urgent else levels.Polite)
    QAccessible.updateAccessibility(event)


def say_ticked(target: QWidget, row: int) -> None:
    """Tell assistive technology that the box of a row was ticked or emptied."""
    changed = QAccessible.State()
    changed.checked = True  # which state changed, not its value
    event = QAccessibleStateChangeEvent(target, changed)
    event.setChild(row)
    QAccessible.updateAccessibility(event)
