"""The centre's archive: the verifier's plan for one assessor, and the search, as flat with fifty assessors as with two."""

from collections.abc import Iterator

from bench.bulk import in_bulk
from bench.caseloads import Amount, Ids, fill, name, new_caseload
from bench.fixtures import BenchData, durability
from bench.result import Result, medians
from bench.timing import alternately
from csassess.data.exchange.device_card import Card
from csassess.data.exchange.devices import keep_card
from csassess.data.record.caseload import Caseload
from csassess.domain.records.people import AssessorStatus
from csassess.domain.records.roles import Role
from csassess.services.progress import portfolio_status
from csassess.services.verification import sampling_plan

AIM = 1.3


def measures(data: BenchData) -> Iterator[Result]:
    """Yield plan and search over many assessors, beside the same over two."""
    size = data.size
    few, assessor = archive(data, 2)
    many, same = archive(data, size.assessors)
    settings = f"{size.assessors} × {size.each} candidates and 2 × {size.each}; {durability(many.db)}"
    rows = sampling_plan.plan(many, assessor)
    assert assessor == same
    assert len(rows) == size.each, "the plan is of one assessor's candidates"
    for what, act in (
        ("verification plan of one assessor", lambda each: sampling_plan.plan(each, assessor)),
        ("search for a candidate", lambda each: portfolio_status.find(each, name(1))),
    ):
        act(few), act(many)
        ours, reference = alternately(lambda a=act: a(many), lambda a=act: a(few), size.rounds)
        for count, took in ((2, reference), (size.assessors, ours)):
            data.grown(f"{what} (ms) / candidates", count * size.each, took.median)
        yield medians(f"{what}: {size.assessors} assessors / 2", ours, reference, AIM, settings)
    for each in (few, many):
        each.close()


def archive(data: BenchData, assessors: int) -> tuple[Caseload, str]:
    """Return a caseload with the candidates of so many assessors, each of a machine of their own, and the first one's id."""
    caseload, ids, each = (
        new_caseload(data.folder / f"archive-{assessors}", seed=10),
        Ids(11),
        data.size.each,
    )
    people = []
    with in_bulk(caseload, seed=10) as writer:
        for number in range(assessors):
            card = Card(
                ids(),
                ids() + ids(),
                "B",
                ids(),
                f"Assessor {number}",
                Role.ASSESSOR,
                f"age1{number}",
                AssessorStatus.QUALIFIED,
            )
            with caseload.together():
                keep_card(caseload, card, "")
            people.append(card.person)
            writer.author, writer.device = card.person, card.device
            fill(writer, Amount(each, 2, 2, 4, first=number * each), seed=number)
    portfolio_status.bring_up_to_date(caseload)
    return caseload, people[0]
