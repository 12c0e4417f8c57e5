"""An erasure stopped at any step is finished when the caseload is next opened."""

from contextlib import suppress

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.data.storage.blobs import BlobStore
from csassess.domain.errors import UserError
from csassess.services.access import caseloads
from csassess.services.retention import retention
from tests.retention.pages import everything_in
from tests.support.builders import SECOND
from tests.support.exchanging import state


class StoppedError(Exception):
    """The machine stopped here."""


class StopsAt:
    """A database that raises at a given statement."""

    def __init__(self, db, statement):
        self._db, self._statement = db, statement

    def execute(self, sql, *parameters):
        if sql.startswith(self._statement):
            raise StoppedError
        return self._db.execute(sql, *parameters)

    def __getattr__(self, name):
        return getattr(self._db, name)


class StopsStore(BlobStore):
    """A picture store that raises before or after it deletes pictures."""

    def __init__(self, store, at):
        super().__init__(store._folder, store.master)
        self._at = at

    def forget(self, hashes):
        if self._at == "before":
            raise StoppedError
        super().forget(hashes)
        if self._at == "after":
            raise StoppedError

    def fold_in(self):
        if self._at == "folding":
            self._at = ""
            raise StoppedError
        super().fold_in()


def stop_at(caseload, step, elsewhere):
    """Make a caseload stop at a step of erasing."""
    kind, _, where = step.partition(":")
    if kind == "statement":
        caseload.db = StopsAt(caseload.db, where)
    elif kind == "pictures":
        store = caseload.attached
        store.close()
        caseload.attached = StopsStore(store, where)
    elif kind == "backup":
        (elsewhere / "a.db" if where == "first" else elsewhere / "zz.db").mkdir()
    elif kind == "away":
        elsewhere.rename(elsewhere.with_name("stick-away"))


STEPS = {
    "statement:VACUUM": True,
    "statement:PRAGMA wal": True,
    "statement:INSERT OR IGNORE INTO erasing": False,
    "statement:DELETE FROM grouped": False,
    'statement:DELETE FROM "note"': False,
    "statement:INSERT INTO events": False,
    "statement:SELECT stream, sha256 FROM erasing": True,
    "pictures:before": True,
    "pictures:after": True,
    "pictures:folding": True,
    "backup:first": True,
    "backup:last": True,
    "away:": True,
    "statement:DELETE FROM erasing": True,
}


@pytest.mark.parametrize("step", STEPS)
def test_a_stopped_erasure_is_finished_on_opening_with_the_same_result(
    caseload, full, marks, elsewhere, folder, tmp_path, step
):
    aisha, tom = full
    master, others = caseload.attached.master, state(caseload, tom.id)
    stop_at(caseload, step, elsewhere)
    with suppress(StoppedError, UserError):
        retention.erase(caseload, aisha.id, "The period is over", second=SECOND)
    if step.startswith("statement"):
        caseload.db = caseload.db._db
    caseload.close()
    for blocked in ("a.db", "zz.db"):
        if (elsewhere / blocked).is_dir():
            (elsewhere / blocked).rmdir()
    if step == "away:":
        elsewhere.with_name("stick-away").rename(elsewhere)
    again = caseloads.open_caseload(folder, master)
    if not STEPS[step]:  # nothing was changed; erase again
        assert load_portfolio(again, aisha.id).candidate.name == aisha.name
        assert retention.erasures(again) == []
        retention.erase(again, aisha.id, "The period is over", second=SECOND)
    assert len(retention.erasures(again)) == 1
    assert again.db.execute("SELECT COUNT(*) FROM erasing").fetchone()[0] == 0
    assert state(again, tom.id) == others
    again.close()
    assert marks.found_in(everything_in(tmp_path, master)) == 0
