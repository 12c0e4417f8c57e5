"""Check a caseload: key file, database, history, tables, photographs and backups.

A full check reads through its own connections in short steps, so it may run on any thread and
blocks no one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csassess.catalogue import text
from csassess.data.exchange.chains import links
from csassess.data.record.folder import BACKUPS
from csassess.data.record.stored_files import named_bytes
from csassess.data.safekeeping.check_backups import CaseloadState, caseload_state, check_backups, places_kept
from csassess.data.safekeeping.check_blobs import check_blobs, missing_words
from csassess.data.safekeeping.check_history import history_errors, names_in, table_errors
from csassess.data.safekeeping.check_pages import (
    check_key_file,
    local_state,
    record_errors,
    stop_if,
    unreadable_words,
)
from csassess.data.safekeeping.check_progress import Cancelled, Progress
from csassess.data.storage.blobs import ATTACHED_FILE
from csassess.data.storage.filenames import DATABASE_FILE, KEY_FILE
from csassess.data.storage.sqlcipher import Database, DatabaseError, connect_to_read
from csassess.domain.safekeeping.check_results import Checked, Part
from csassess.platform.drives import is_reachable


@dataclass(frozen=True, slots=True)
class FullCheck:
    """A check that is ready to run on any thread.

    `places` are backup folders that the caseload does not know of.
    """

    folder: Path
    master: bytes
    places: tuple[Path, ...] = ()

    def run(
        self, progress: Progress = lambda _, __: None, cancelled: Cancelled = lambda: False
    ) -> Iterator[Checked]:
        """Yield a result for each part; stop early if cancelled. Changes nothing."""
        local = local_state(self.folder, self.master)
        yield check_key_file(self.folder, KEY_FILE, self.master, local)
        database = self.folder / DATABASE_FILE
        names, named, places = dict[str, str](), dict[str, list[str]](), [self.folder / BACKUPS, *self.places]
        state: CaseloadState | None = None
        try:
            db = connect_to_read(database, self.master)
        except DatabaseError:
            yield Checked(Part.DATABASE, DATABASE_FILE, (unreadable_words(DATABASE_FILE),), database)
        else:
            try:
                stop_if(db, cancelled)
                errors = tuple(record_errors(db, database))
                if cancelled():
                    return
                yield Checked(Part.DATABASE, DATABASE_FILE, errors, database)
                names = names_in(db)
                places += filter(is_reachable, places_kept(db))
                named = named_bytes(db)
                for part, what, step in (
                    (Part.HISTORY, text("history"), history_errors),
                    (Part.TABLES, text("tables built from the history"), table_errors),
                ):
                    errors_of_part = tuple(_sentences(step, what, db, names, cancelled))
                    if not cancelled():
                        yield Checked(part, what, errors_of_part)
                state = caseload_state(db)
            except DatabaseError:
                pass  # the damage is reported with the database above
            finally:
                db.close()
        if not cancelled():
            yield from check_blobs(self.folder, self.master, named, progress, cancelled)
        for place in dict.fromkeys(places):
            yield from check_backups(place, self.master, state, names, local, cancelled)


_Step = Callable[[Database, dict[str, str], Cancelled], Iterator[str]]


def _sentences(
    step: _Step, what: str, db: Database, names: dict[str, str], cancelled: Cancelled
) -> Iterator[str]:
    """Yield what a step finds wrong, and a sentence if damage stops the step."""
    try:
        yield from step(db, names, cancelled)
    except DatabaseError:
        yield text("The {part} cannot be read in full.", part=what)


def quick_check(db: Database, folder: Path) -> list[str]:
    """Return, in sentences, what a quick check finds.

    Finds gaps in the chains, and that the file of photographs is missing.
    """
    errors = []
    names = names_in(db)
    for (stream,) in db.execute(
        f"SELECT DISTINCT stream FROM (SELECT stream, device FROM ({links(db)}) GROUP BY stream, device "
        "HAVING COUNT(*) <> MAX(sequence) OR MIN(sequence) <> 1)"
    ).fetchall():
        errors.append(
            text("Entries are missing in the history of {name}.", name=names.get(stream, stream[:8]))
        )
    if not (folder / ATTACHED_FILE).is_file():
        errors += [missing_words(descriptions) for descriptions in named_bytes(db).values()]
    return errors
