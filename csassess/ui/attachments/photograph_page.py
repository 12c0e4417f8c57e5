"""One photograph, large: cover bystanders and screens, or crop it."""

from PySide6.QtWidgets import QVBoxLayout

from csassess.catalogue import text
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.services.access.write_checks import reason_against_item
from csassess.services.attachments import photograph_cover, photographs
from csassess.ui.attachments.intake import Intake
from csassess.ui.attachments.photograph_cover_canvas import PhotographCoverCanvas
from csassess.ui.base.location import Location, Page
from csassess.ui.base.page import PageWidget
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label, offer, restyle
from csassess.ui.widgets.layouts import frame, row, spaced


class PhotographPage(PageWidget):
    """Draws rectangles, then crops or covers. Covering asks again, because it is permanent."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asked = False
        self.back = button(text("Back"), self._ask_to_leave, "link", "arrow-left")
        self._shown_sha256 = ""
        self.canvas = PhotographCoverCanvas()
        self.canvas.changed.connect(self._show_buttons)
        self.clear = button(text("Clear"), self.canvas.clear)
        self.crop = button(text("Crop"), self._crop, icon_name="crop")
        self.cover = button(text("Cover"), self._cover, icon_name="square")
        self.sure = button(text("Cover for good"), self._cover_for_good, "main", "square")
        self.words = label("", "quiet")
        self.intake = Intake(self, session, self._where, self._show_saved)
        layout = QVBoxLayout(self)
        spaced(layout, 0, 1)
        head = row(self.back, 0, self.clear, self.crop, self.cover, self.sure)
        layout.addWidget(frame("bar", head, 1))
        self.words.setContentsMargins(16, 0, 16, 0)
        layout.addWidget(self.words)
        layout.addWidget(self.canvas, 1)

    def _where(self) -> tuple[str, str]:
        return self._place.candidate, self._place.item

    def _show_saved(self, _: Photograph) -> None:
        self._session.message.emit(text("The photograph was added to the item."))

    def show_location(self, place: Location) -> None:
        """Show a photograph; keep the rectangles drawn if it is shown already."""
        if place.note != self._place.note:
            self._shown_sha256 = ""
        super().show_location(place)

    def refresh(self) -> None:
        photograph = self._photograph()
        if photograph is None or photograph.sha256 == self._shown_sha256:
            return  # keep the rectangles drawn on it
        self._shown_sha256 = photograph.sha256
        self.canvas.show_picture(b"")
        try:
            self.canvas.show_picture(self._session.read(photographs.content, photograph))
        except UserError as error:
            self._session.problem.emit(str(error))
        self._show_buttons()

    def _photograph(self) -> Photograph | None:
        if not self._place.candidate:
            return None
        everything = self._session.portfolio_view(self._place.candidate).portfolio.photographs
        return next((photograph for photograph in everything if photograph.id == self._place.note), None)

    def _show_buttons(self) -> None:
        self._asked = False
        self._say(
            text(
                "Draw rectangles over faces and screens. Once covered, the parts beneath cannot be restored."
            )
        )
        drawn = len(self.canvas.boxes)
        reason = self._session.read(reason_against_item, self._place.candidate, self._place.item)
        nothing = text("Draw a rectangle on the photograph first.")
        offer(self.clear, "" if drawn else nothing)
        offer(self.cover, reason or ("" if drawn else nothing))
        offer(self.sure, reason)
        self.cover.setVisible(True)
        self.sure.setVisible(False)
        offer(
            self.crop, reason or ("" if drawn == 1 else text("Draw one rectangle on the photograph first."))
        )

    def _say(self, words: str, role: str = "quiet") -> None:
        restyle(self.words, "role", role)
        self.words.setText(words)

    def _cover(self) -> None:
        self._say(
            text(
                "Covering cannot be undone and the parts beneath cannot be restored: choose Cover for good "
                "to go on, or Clear to start again. What you did before can then be undone only from the "
                "history."
            ),
            "problem",
        )
        self.cover.setVisible(False)
        self.sure.setVisible(True)
        self.sure.setFocus()

    def _cover_for_good(self) -> None:
        photograph = self._photograph()
        if photograph and self._session.run(
            photograph_cover.cover, self._place.candidate, photograph, self.canvas.boxes
        ):
            self._leave()
            self._session.message.emit(
                text("The marked parts of the photograph were covered for good. This cannot be undone.")
            )

    def _crop(self) -> None:
        photograph = self._photograph()
        if photograph and self._session.run(
            photographs.crop, self._place.candidate, photograph, self.canvas.boxes[0]
        ):
            self._leave()
            self._session.undoable.emit(self._place.candidate, text("The photograph was cropped."))

    def _ask_to_leave(self) -> None:
        """Go back, asking once if rectangles were drawn and not used."""
        if self.canvas.boxes and not self._asked:
            self._asked = True
            self._session.problem.emit(
                text("The rectangles cover nothing yet. Choose Cover, or Back again to discard them.")
            )
        else:
            self._leave()

    def _leave(self) -> None:
        self.go.emit(Location(Page.EVIDENCE, self._place.candidate, self._place.item, self._place.note))
