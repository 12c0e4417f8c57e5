"""The centre’s archive: the sampling plan of one assessor, and search, with many assessors and with two."""

from collections.abc import Iterator

from bench.bulk import in_bulk
from bench.caseloads import Amount, Ids, fill, first_name, new_caseload
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
    """Yield sampling plan and search with many assessors, relative to two assessors."""
    size = data.size
    few, assessor = archive(data, 2)
    many, same_assessor = archive(data, size.assessors)
    settings = (
        f"{size.assessors} × {size.per_assessor} candidates and 2 × {size.per_assessor};"
        f" {durability(many.db)}"
    )
    rows = sampling_plan.plan(many, assessor)
    assert assessor == same_assessor
    assert len(rows) == size.per_assessor, "the plan is of one assessor's candidates"
    for what, act in (
        ("verification plan of one assessor", lambda caseload: sampling_plan.plan(caseload, assessor)),
        ("search for a candidate", lambda caseload: portfolio_status.find(caseload, first_name(1))),
    ):
        act(few), act(many)
        ours, reference = alternately(lambda a=act: a(many), lambda a=act: a(few), size.rounds)
        for assessors, times in ((2, reference), (size.assessors, ours)):
            data.grown(f"{what} (ms) / candidates", assessors * size.per_assessor, times.median)
        yield medians(f"{what}: {size.assessors} assessors / 2", ours, reference, AIM, settings)
    for caseload in (few, many):
        caseload.close()


def archive(data: BenchData, assessors: int) -> tuple[Caseload, str]:
    """Create a caseload with the candidates of several assessors, each with their own device.

    Return it with the id of the first assessor.
    """
    caseload, ids, candidates_each = (
        new_caseload(data.folder / f"archive-{assessors}", seed=10),
        Ids(11),
        data.size.per_assessor,
    )
    people = []
    with in_bulk(caseload, seed=10) as writer:
        for number in range(assessors):
            device_card = Card(
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
                keep_card(caseload, device_card, "")
            people.append(device_card.person)
            writer.author, writer.device = device_card.person, device_card.device
            fill(writer, Amount(candidates_each, 2, 2, 4, first=number * candidates_each), seed=number)
    portfolio_status.bring_up_to_date(caseload)
    return caseload, people[0]
