"""The card of people and their machines: accepted, not yet accepted, and this machine's own key file."""

from pathlib import Path

from PySide6.QtWidgets import QFrame

from csassess.catalogue import plural, text
from csassess.domain.labels import label as words_for
from csassess.services.exchange import acceptance, key_files, staff_machines
from csassess.services.exchange.acceptance import Stranger
from csassess.ui.base.session import Session
from csassess.ui.exchange import acceptance_dialogs
from csassess.ui.widgets.controls import button, label
from csassess.ui.widgets.file_dialogs import choose_file, choose_where, dated, file_in_words
from csassess.ui.widgets.flow_layout import FlowLayout
from csassess.ui.widgets.layouts import column, spaced
from csassess.ui.widgets.row_list import Row, RowList


class KeyFilesCard(QFrame):
    """Lists the people met here: those accepted, for whom files can be locked, and those who are not."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._strangers: dict[str, Stranger] = {}
        self.setProperty("role", "card")
        self.machines = RowList(text("People and their machines"))
        self.machines.chosen.connect(self._show)
        self._no_recipients = label(
            text(
                "Nobody yet. Exchange key files once: files then need no passphrase, and what the other "
                "person signs counts here."
            ),
            "quiet",
        )
        self.code = label("", "quiet")
        self.own_key_button = button(text("Save my key file"), self._save_key, icon_name="key-round")
        self.add_key_button = button(text("Add a key file"), self._add_key, icon_name="plus")
        self.accept_listed_button = button("", self._accept_listed, "main", "users")
        content = column(
            label(text("People and their machines"), "heading"),
            self.code,
            self._no_recipients,
            self.machines,
            FlowLayout(self.accept_listed_button, self.own_key_button, self.add_key_button),
        )
        self.setLayout(spaced(content, 2))

    def refresh(self) -> None:
        """List the people met here, those who wait to be accepted first."""
        own_code = self._session.read(key_files.own_code)
        self.code.setText(text("The code of this machine is {code}.", code=own_code))
        self._strangers = {
            stranger.device: stranger
            for stranger in (
                *self._session.read(acceptance.strangers),
                *self._session.read(acceptance.in_new_role),
            )
        }
        listed = len(self._session.read(staff_machines.listed_strangers)) if self._strangers else 0
        words = plural(
            "Accept {count} person on the staff list",
            "Accept {count} people on the staff list",
            listed,
        )
        self.accept_listed_button.setText(f" {words}")
        self.accept_listed_button.setAccessibleName(words)
        self.accept_listed_button.setVisible(bool(listed))
        known = [
            card
            for card in self._session.read(key_files.recipients_known)
            if card.device not in self._strangers
        ]
        rows = [
            Row(
                stranger.device,
                stranger.name,
                ", ".join(words_for(role) for role in stranger.roles),
                text(
                    "Not accepted: what they judged and signed does not count. Code {code}.",
                    code=stranger.code,
                ),
                text("Accept ›"),
                "warn",
            )
            for stranger in self._strangers.values()
        ]
        rows += [
            Row(card.device, card.name, words_for(card.role), state=card.code, tone="good") for card in known
        ]
        self.machines.show_rows(rows)
        self.machines.setVisible(bool(rows))
        self.machines.fit()
        self._no_recipients.setVisible(not rows)

    def _show(self, device: str) -> None:
        stranger = self._strangers.get(device)
        if stranger:
            acceptance_dialogs.accept_machine(self, self._session, stranger)
        else:
            acceptance_dialogs.show_accepted(self, self._session, device)

    def _accept_listed(self) -> None:
        acceptance_dialogs.accept_listed(self, self._session)

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
            words = text(
                "{name} is accepted. Ask them to confirm their code: {code}. Files can be locked for them."
            )
            self._session.message.emit(words.format(name=card.name, code=card.code))
