"""Who ever assessed anything of a candidate: none of them verifies it."""

from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.domain.records.signatures import Signer
from csassess.domain.verification.sampling import plain_name

_ASSESSING = ("judgement", "confirmation", "decision", "addendum")


def assessors_of(caseload: Caseload, stream: str) -> frozenset[str]:
    """Return everyone who ever judged, confirmed, decided or added anything, also where another's word has taken its place."""
    told = " OR ".join("INSTR(CAST(body AS TEXT), ?)" for _ in _ASSESSING)
    rows = caseload.db.execute(
        "SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.author') FROM events WHERE stream = ? AND"
        f" ({told})",
        (stream, *(f'"entity":"{entity}"' for entity in _ASSESSING)),
    ).fetchall()
    for entity in _ASSESSING:  # a joined record's, written by whoever joined it
        rows += caseload.db.execute(
            f'SELECT DISTINCT "by" FROM "{entity}" WHERE stream = ?', (stream,)
        ).fetchall()
    return frozenset(row[0] for row in rows)


def has_assessed(caseload: Caseload, stream: str, *names: str, person: str = "") -> bool:
    """Whether a person ever assessed anything of a candidate, by id or by the name of whoever did."""
    known, by = people(caseload), assessors_of(caseload, stream)
    assessed = {plain_name(known[each].name) for each in by if each in known}
    signed = caseload.db.execute(
        'SELECT name FROM "unit-signature" WHERE stream = ? AND signer = ?', (stream, Signer.COUNTERSIGNER)
    )
    assessed |= {plain_name(row[0]) for row in signed.fetchall()}  # who countersigned shares the decision
    return person in by or any(plain_name(name) in assessed for name in names)
