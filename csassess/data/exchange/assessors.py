"""Who has ever assessed a candidate, and therefore may not verify them."""

from csassess.data.exchange.accepted import own_machines
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
    assessor_names |= _countersigners(caseload, stream)  # they share the decision
    return person in assessor_ids or any(plain_name(name) in assessor_names for name in names)


def _countersigners(caseload: Caseload, stream: str) -> set[str]:
    """Return the names under which units were countersigned.

    A name on paper counts if it was entered here, or by the one who decided.
    """
    rows = caseload.db.execute(
        'SELECT s.id, s.name, s.on_paper, (SELECT d."by" FROM decision AS d WHERE d.stream = s.stream AND'
        ' d.unit = s.unit AND d.code = s.code) FROM "unit-signature" AS s WHERE s.stream = ?'
        " AND s.signer = ?",
        (stream, Signer.COUNTERSIGNER),
    ).fetchall()
    own, names = own_machines(caseload) if rows else set(), set()
    for record_id, name, on_paper, decider in rows:
        heads = caseload.heads(stream, "unit-signature", record_id)["name"]
        writers = [caseload.history.event(head) for head in heads]
        if not on_paper or any(event.device in own or event.author == decider for event in writers):
            names.add(plain_name(name))
    return names
