"""Write a marked word into every text field of every kind of record, use the features, wait to be killed.

Started as `python -m tests.faults.canaries FOLDER`. Creates two caseloads in the folder (one used
through the services, one filled with every kind of record), a place for backups, and portfolio
files.
"""

import dataclasses
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from csassess.data.record import fold
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.record.undo import undo as undo_event
from csassess.data.removal import erasure
from csassess.data.safekeeping.snapshot import take_snapshot
from csassess.domain.records.evidence import Method
from csassess.domain.records.kinds import KINDS, Stream
from csassess.domain.records.people import Candidate, Device
from csassess.domain.records.retention import Erasure
from csassess.services.access import caseloads
from csassess.services.access.caseloads import Owner
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts, evidence, references
from csassess.services.exchange import read_only, receiving, sending
from csassess.services.progress import history, portfolio_status
from csassess.services.retention import retention
from csassess.services.safekeeping import backups
from tests.support.builders import PASSPHRASE, SECOND, THAT_DAY, cheap_keys, closed_caseload, reopened
from tests.support.exchanging import receive_file
from tests.support.pictures import encoded, scene
from tests.support.ungated import without_gate

READERS = ExitStack()  # portfolio files opened read-only, open until the end
ROOT = "Marzipan"  # begins every marked word
FILE_PASSPHRASE = f"{ROOT} lamps and kettles by the door"


def word(*names: str) -> str:
    return f"{ROOT}{''.join(names).title().replace('-', '').replace('_', '')}Lighthouse"


def marked(record_type: type, record_id: str) -> Any:
    """Return a record of a type with a marked word in every text field."""
    hints = get_type_hints(record_type)
    values = {
        f.name: _value(hints[f.name], record_type.__name__, f.name) for f in dataclasses.fields(record_type)
    }
    return record_type(**({**values, "id": record_id} if "id" in values else values))


def _value(hint: Any, *names: str) -> Any:
    if get_origin(hint) in (UnionType, Union):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0], *names),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    plain = {
        str: word(*names),
        int: 7,
        bool: False,
        date: THAT_DAY,
        datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    }
    return marked(hint, word(*names)) if dataclasses.is_dataclass(hint) else plain[hint]


def text_fields() -> list[str]:
    """Return every text field of every kind of record, as `Type.field`."""
    return [
        f"{record_type.__name__}.{field.name}"
        for record_type in (kind.record_type for kind in KINDS.values())
        if record_type is not Device
        for field in dataclasses.fields(record_type)
        if field.name != "id"
        and get_type_hints(record_type)[field.name] in (str, str | None, tuple[str, ...])
    ]


def every_kind(folder: Path) -> Caseload:
    """Fill a caseload with every kind of record, with marked words.

    Each record is changed, removed and restored, and has a draft; then all are backed up and erased.
    """
    caseload = reopened(closed_caseload(folder))
    caseload.author = "somebody-else"  # an author without a role here may write every kind
    with without_gate():  # a marked word is in every field, also in codes
        for entity, kind in KINDS.items():
            record_type = kind.record_type
            if record_type is Device:
                continue
            stream = CASELOAD_STREAM if kind.stream is Stream.CASELOAD else "portfolio"
            record = marked(record_type, f"{entity}-1")
            caseload.save(stream, f"{entity}.add", record)
            caseload.save(stream, f"{entity}.remove", remove=(record,))
            undo_event(caseload, next(caseload.history.by_device(stream, caseload.device)).id)
            caseload.drafts.keep(record.id, "text", word("draft", entity))
    written = "".join(row[0] for row in caseload.db.execute("SELECT disclosed FROM events").fetchall())
    print(
        *(text_field for text_field in text_fields() if word(*text_field.split(".")) in written), flush=True
    )
    fold.rebuild(caseload.db)
    take_snapshot(caseload, "before-erasing")
    backups.make_backup(caseload)
    stub = Erasure("portfolio", THAT_DAY, word("by"), word("reason"), "E1", 1, 0)
    erasure.erase_portfolio(caseload, stub, (), retention.backup_places(caseload))
    return caseload


def worked_in(folder: Path, place: Path, files: Path) -> Caseload:
    """Fill a caseload with marked words and a marked photograph, using every feature that writes."""
    caseloads.set_up(folder, cheap_keys(), Owner(word("assessor"), word("centre"), word("number"))).close()
    caseload = reopened(folder)
    for name in (word("candidate"), word("erased")):
        mo = candidates.add_candidate(caseload, name, f"{name}7")
        candidates.enrol(caseload, mo.id, "ocr-b10")
        item = evidence.start_observation(caseload, mo.id, word("place"))
        note = evidence.add_note(caseload, mo.id, item.id, f"{word('note')} " * 30)
        references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
        picture = encoded(scene((640, 400 + len(name))), comment=word("photograph").encode(), quality=95)
        shown = photographs.add(caseload, mo.id, item.id, photographs.prepare(picture), word("caption"))
        photographs.turn(caseload, mo.id, shown)
        evidence.add_item(caseload, mo.id, Method.WORK_PRODUCT, word("product"), THAT_DAY)
        history.undo(caseload, mo.id)
        drafts.keep_draft(caseload, note.id, {"text": word("typing")})
    assert portfolio_status.find(caseload, ROOT)
    backups.make_backup(caseload)
    backups.make_backup(caseload, place)
    files.mkdir()
    first = caseload.all(Candidate)[0].id
    path = files / "p.csbundle"
    sending.send(caseload, [first], path, passphrase=FILE_PASSPHRASE, with_forms=True)
    receive_file(caseload, path)
    shown = READERS.enter_context(read_only.opened_to_read(path, "", receiving.own_identity(caseload)))
    assert portfolio_status.find(shown, ROOT)
    retention.erase(caseload, mo.id, word("reason"), second=SECOND)
    return caseload


def main(folder: Path) -> None:
    open_caseloads = [
        every_kind(folder / "kinds"),
        worked_in(folder / "work", folder / "stick", folder / "files"),
    ]
    for path in (folder / "kinds", folder / "work"):
        backups.restore_caseload(
            backups.latest_in(path / "backups"),
            backups.with_passphrase(PASSPHRASE),
            folder / f"{path.name}-restored",
        )
    print("done", flush=True)
    sys.stdin.read()
    del open_caseloads


if __name__ == "__main__":
    main(Path(sys.argv[1]))
