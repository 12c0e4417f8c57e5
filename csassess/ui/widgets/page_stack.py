"""Pages and parts of pages of which one is shown, only as large as that one."""

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget


class PageStack(QStackedWidget):
    """A stack whose hidden pages have no influence on the size of the window."""

    def add(self, page: QWidget) -> None:
        """Add a page, hidden."""
        _set_policy(page, QSizePolicy.Policy.Ignored)
        self.addWidget(page)

    def show_page(self, page: QWidget) -> None:
        """Show a page, and ignore the size hints of all others."""
        self.setCurrentWidget(page)
        for index in range(self.count()):
            is_shown = index == self.currentIndex()
            widget = self.widget(index)
            if widget is not None:
                _set_policy(widget, QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored)


def _set_policy(page: QWidget, policy: QSizePolicy.Policy) -> None:
    page.setSizePolicy(policy, policy)


class OneOf(QWidget):
    """Parts of a page of which one is shown; also as high as that one if its words wrap.

    A stacked layout is as high as the highest part once any of them has words that wrap.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def add(self, part: QWidget) -> None:
        """Add a part, hidden."""
        part.hide()
        self._parts.append(part)
        self._layout.addWidget(part)

    def show_part(self, part: QWidget) -> None:
        """Show a part, and hide all others."""
        for other in self._parts:
            other.setVisible(other is part)
