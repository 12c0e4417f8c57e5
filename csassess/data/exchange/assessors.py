"""Who has ever assessed a candidate, and therefore may not verify them."""

from csassess.data.exchange.devices import people
from csassess.data.record.caseload import Caseload
from csassess.domain.records.signatures import Signer
from csassess.domain.verification.sampling import plain_name

_ASSESSING = ("judgement", "confirmation", "decision", "addendum")


def assessors_of(caseload: Caseload, stream: str) -> frozenset[str]:
    """Return everyone who ever judged, confirmed, decided or added anything for a candidate.

    This includes people whose entry was replaced by someone else's.
    """
    mentions = " OR ".join("INSTR(CAST(body AS TEXT), ?)" for _ in _ASSESSING)
    rows = caseload.db.execute(
        "SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.author') FROM events WHERE stream = ? AND"
        f" ({mentions})",
        (stream, *(f'"entity":"{entity}"' for entity in _ASSESSING)),
    ).fetchall()
    for entity in _ASSESSING:  # after a merge of records the event's author is the person who merged them
        rows += caseload.db.execute(
            f'SELECT DISTINCT "by" FROM "{entity}" WHERE stream = ?', (stream,)
        ).fetchall()
    return frozenset(row[0] for row in rows)


def has_assessed(caseload: Caseload, stream: str, *names: str, person: str = "") -> bool:
    """Return whether a person ever assessed anything of a candidate.

    They are matched by id (`person`) or by any of `names`.
    """
    people_by_id, assessor_ids = people(caseload), assessors_of(caseload, stream)
    assessor_names = {
        plain_name(people_by_id[person_id].name) for person_id in assessor_ids if person_id in people_by_id
    }
    signed = caseload.db.execute(
        'SELECT name FROM "unit-signature" WHERE stream = ? AND signer = ?', (stream, Signer.COUNTERSIGNER)
    )
    assessor_names |= {plain_name(row[0]) for row in signed.fetchall()}  # countersigners share the decision
    return person in assessor_ids or any(plain_name(name) in assessor_names for name in names)
