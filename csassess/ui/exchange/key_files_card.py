"""The card of key files: this machine's own, and those of the people files can be locked for."""

from pathlib import Path

from PySide6.QtWidgets import QFrame

from csassess.catalogue import text
from csassess.domain.labels import label as words_for
from csassess.services.exchange import key_files
from csassess.ui.base.session import Session
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, dated, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class KeyFilesCard(QFrame):
    """Lists the people that files can be locked for, and exchanges key files with them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "card")
        self.machines = RowList(text("People you can lock files for"))
        self._no_recipients = label(
            text("Nobody yet. Exchange key files once, and files will need no passphrase."), "quiet"
        )
        self.own_key_button = button(text("Save my key file"), self._save_key, icon_name="key-round")
        self.add_key_button = button(text("Add a key file"), self._add_key, icon_name="plus")
        content = column(
            label(text("People you can lock files for"), "heading"),
            self._no_recipients,
            self.machines,
            FlowLayout(self.own_key_button, self.add_key_button),
        )
        self.setLayout(spaced(content, 2))

    def refresh(self) -> None:
        """List the people whose key files are known."""
        known = self._session.read(key_files.recipients_known)
        self.machines.show_rows(
            [Row(card.device, card.name, words_for(card.role), state=card.device[:6]) for card in known]
        )
        self.machines.setVisible(bool(known))
        self.machines.fit()
        self._no_recipients.setVisible(not known)

    def _save_key(self) -> None:
        name = dated("my-key.cskey", self._session.now().date())
        choose_where(self, text("Save my key file"), name, self.save_key_to, "csassess (*.cskey)")

    def save_key_to(self, path: str) -> None:
        """Write this machine's key file."""
        if self._session.run_silently(key_files.write_key_file, Path(path)):
            self._session.message.emit(
                text(
                    "Your key file was saved as {file}. It contains nothing secret: give it to anyone "
                    "who sends you portfolios.",
                    file=file_in_words(path),
                )
            )

    def _add_key(self) -> None:
        choose_file(
            self,
            text("Add a key file"),
            self.add_key,
            f"csassess (*.cskey);;{text('All files (*)')}",
        )

    def add_key(self, path: str) -> None:
        """Add a person's key file, so that files can be locked for them."""
        card = self._session.run(key_files.read_key_file, Path(path))
        if card:
            words = text("You can now lock files for {name}. Ask them to confirm that their code is {code}.")
            self._session.message.emit(words.format(name=card.name, code=card.device[:6]))
