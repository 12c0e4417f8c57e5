"""The preview of a file tells every effect: what is here afterwards is what was here and what it listed."""

import os
from contextlib import ExitStack
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.domain.records.people import HandOver
from csassess.exchange.errors import BadFileError
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence, judgement, references
from csassess.services.exchange import import_preview, receiving
from csassess.services.exchange.import_effects import effects, values_here
from csassess.services.retention import redaction
from tests.exchange.forgeries import FORGERIES, Office
from tests.support.builders import THAT_DAY

ACTS = (
    "note",
    "change",
    "remove",
    "item",
    "tick",
    "withdraw",
    "reopen",
    "name",
    "redact",
    "hand over",
    *FORGERIES,
)


def act(office, name, number):
    """Let the forger do one thing, by the product's services or past them."""
    own, mo = office.forger.caseload, office.mo
    portfolio = load_portfolio(own, mo)
    match name:
        case "note":
            evidence.add_note(own, mo, office.item, f"Seen {number}")
        case "change":
            evidence.change_note(own, mo, replace(portfolio.notes[0], text=f"Changed {number}"))
        case "remove":
            evidence.remove_note(own, mo, portfolio.notes[-1])
        case "item":
            evidence.add_item(own, mo, Method.WORK_PRODUCT, f"Letter {number}", THAT_DAY)
        case "tick":
            references.tick(own, mo, office.item, "ocr-b10", "1.2")
        case "withdraw":
            judgement.withdraw(own, mo, office.accepted)
        case "reopen":
            judgement.request_more_evidence(own, mo, office.accepted, f"More {number}")
        case "name":
            candidates.change_candidate(own, replace(portfolio.candidate, name=f"Mo {number}"))
        case "redact":
            redaction.redact(own, mo, portfolio.notes[0], "text", "", "A name")
        case "hand over":
            own.save(mo, "candidate.hand-over", HandOver("h9", "Bo", THAT_DAY, own.author, own.device))
        case _:
            FORGERIES[name](office)


def applied(values, found):
    """Return values with the listed effects carried out."""
    after = dict(values)
    for effect in found:
        key = (effect.stream, effect.entity, effect.id)
        if effect.after is None:
            del after[key]
        else:
            after[key] = {**after.get(key, {}), **effect.after}
    return after


def check_one_file(office, acts, *, accepted):
    """Let the forger act and send; check that the preview listed exactly what changed."""
    if accepted:
        office.accept_forger()
    for number, name in enumerate(acts):
        try:
            act(office, name, number)
        except Exception:  # what the product refuses, or cannot do twice, is no part of the file
            continue
    path = office.forger.send(office.mo, office.folder / "forged.csbundle", office.ann)
    before = values_here(office.ann, [office.mo])
    opened = receiving.open_file(path, receiving.own_identity(office.ann))
    try:
        preview = import_preview.preview(office.ann, opened)
    except BadFileError:  # refused whole, as one that lacks the wording of its sender's own enrolment
        assert values_here(office.ann, [office.mo]) == before
        return ()
    assert values_here(office.ann, [office.mo]) == before
    receiving.receive(office.ann, opened, receiving.take_pictures(opened, office.ann.attached.another()))
    listed = [*preview.elsewhere, *(e for arriving in preview.candidates for e in arriving.effects)]
    after = values_here(office.ann, [office.mo])
    assert applied(before, listed) == after
    return effects(before, after)


def test_the_control_lists_what_a_colleague_changed(office):
    found = check_one_file(office, ["change", "withdraw", "name"], accepted=True)
    assert {effect.entity for effect in found} == {"candidate", "evidence", "note"}
    words = import_preview.effect_words(found)
    assert "Candidate: name: Mo Candidate → Mo 2." in words


@given(st.data())
@settings(
    max_examples=int(os.environ.get("CSASSESS_PREVIEWS", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_here_afterwards_is_what_was_here_and_what_the_preview_listed(tmp_path_factory, clock, data):
    acts = data.draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=6))
    with ExitStack() as closing:
        office = Office(tmp_path_factory.mktemp("office"), clock, closing)
        check_one_file(office, acts, accepted=data.draw(st.booleans()))
