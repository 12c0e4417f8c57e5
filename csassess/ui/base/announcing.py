"""What a screen reader says at once, whatever has the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(target: QWidget, words: str, *, urgent: bool = False) -> None:
    """Let a screen reader say words; what is urgent interrupts what it is saying (WCAG 2.2, 4.1.3)."""
    if not words:
        return
    event = QAccessibleAnnouncementEvent(target, words)
    levels = QAccessible.AnnouncementPoliteness
    event.setPoliteness(levels.Assertive if urgent else levels.Polite)
    QAccessible.updateAccessibility(event)
