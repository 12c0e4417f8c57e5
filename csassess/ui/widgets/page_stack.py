"""A stack of pages that is only as large as the page shown."""

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget


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
