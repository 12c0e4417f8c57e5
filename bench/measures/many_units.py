"""A centre of 300 units beside one of five: the page to enrol, the search, and the start."""

from collections.abc import Iterator
from pathlib import Path

from bench.caseloads import FIRST_DAY, new_caseload, open_folder
from bench.fixtures import BenchData
from bench.measures.start import started
from bench.result import Result, medians
from bench.screen import application, open_window, settle
from bench.timing import Times, alternately
from csassess.data.record.caseload import CASELOAD_STREAM, Caseload
from csassess.data.units.units import wording_of
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.user_actions import UserAction
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.progress import portfolio_status
from csassess.ui.base.location import Location, Page
from csassess.ui.candidates import people_dialogs
from csassess.ui.shell.main_window import MainWindow

AIM, FEW = 1.2, 5


def measures(data: BenchData) -> Iterator[Result]:
    """Yield each of the three with many units in the caseload, relative to a few."""
    many = data.size.units
    folders = [_caseload(data.folder / f"units-{count}", count) for count in (many, FEW)]
    settings = f"{many} units of 12 criteria beside {FEW}; one candidate on three units, 40 items"
    larger, smaller = (open_folder(folder) for folder in folders)
    with open_window(larger) as first, open_window(smaller) as second:
        for what, act in (("portfolio page", _show_portfolio), ("enrol page", _show_enrolling)):
            act(first), act(second)  # what is made once
            ours, reference = alternately(
                lambda a=act: a(first),  # type: ignore[misc]
                lambda a=act: a(second),  # type: ignore[misc]
                data.size.rounds,
            )
            yield medians(f"{what}: {many} units / {FEW}", ours, reference, AIM, settings)
        ours, reference = alternately(
            lambda: portfolio_status.find(larger, "refund"),
            lambda: portfolio_status.find(smaller, "refund"),
            data.size.rounds,
        )
        yield medians(f"search: {many} units / {FEW}", ours, reference, AIM, settings)
    starts = [[started("window", str(folder))[0] for folder in folders] for _ in range(data.size.starts + 1)]
    ours, reference = (Times(tuple(each)) for each in zip(*starts[1:], strict=True))
    yield medians(f"start: {many} units / {FEW}", ours, reference, AIM, settings)


def _show_portfolio(window: MainWindow) -> None:
    """Show the portfolio afresh, as after a change of the record."""
    window.session.forget()
    window.go(Location(Page.TODAY))
    window.go(Location(Page.PORTFOLIO, _candidate(window)))
    settle(application())


def _show_enrolling(window: MainWindow) -> None:
    """Open the dialog in which a candidate is enrolled, have it painted, and close it."""
    dialog = people_dialogs.enrol(window, window.session, _candidate(window), window.go)
    application().processEvents()
    dialog.grab()
    dialog.discard()
    settle(application())


def _candidate(window: MainWindow) -> str:
    """Return the id of the one candidate."""
    (candidate,) = window.session.read(candidates.list_candidates)
    return candidate.id


def _caseload(folder: Path, count: int) -> Path:
    """Create and close a caseload with approved units and a candidate who works on three of them."""
    caseload = new_caseload(folder, seed=22)
    for number in range(count):
        _bring_in(caseload, number)
    candidate = candidates.add_candidate(caseload, "Candidate 1")
    for number in range(3):
        candidates.enrol(caseload, candidate.id, f"unit-{number}")
    for number in range(40):
        item = evidence.start_observation(caseload, candidate.id, f"Counter {number}")
        evidence.add_note(caseload, candidate.id, item.id, f"Explains the refund of order {number}")
    caseload.close()
    return folder


def _bring_in(caseload: Caseload, number: int) -> None:
    wording = wording_of(_content(number))
    unit = wording.unit
    version = UnitVersion(
        caseload.new_id(), unit.id, wording.digest, unit.full_name, FIRST_DAY, "Ann", "unit.toml"
    )
    approved = UnitVersion(
        version.id,
        unit.id,
        wording.digest,
        unit.full_name,
        FIRST_DAY,
        "Ann",
        "unit.toml",
        approved=FIRST_DAY,
        approved_by="Ann",
        approved_role="assessor",
    )
    with caseload.together():
        caseload.store_wording(wording.digest, unit.id, wording.content)
        caseload.save(CASELOAD_STREAM, UserAction.UNIT_ADD, version)
        caseload.save(CASELOAD_STREAM, UserAction.UNIT_APPROVE, approved)


def _content(number: int) -> object:
    """Return the wording of a unit of three outcomes with four criteria each."""
    return {
        "format": 2,
        "id": f"unit-{number}",
        "identity": {
            "purpose": "",
            "title": f"Deal with customers in setting {number}",
            "number": f"CS {number}",
            "unstated": ["awarding_body", "credit", "guided_learning_hours", "level", "reference"],
        },
        "source": {"document": "units.pdf"},
        "outcomes": [
            {
                "label": str(place),
                "title": f"Serve customers, part {place}",
                "kind": "knowledge" if place == 3 else "performance",
                "criteria": [
                    {"label": f"{place}.{n}", "text": f"Explain refund {n} of setting {number} to customers"}
                    for n in range(1, 5)
                ],
            }
            for place in range(1, 4)
        ],
    }
