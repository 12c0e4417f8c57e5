"""`csassess demo DIR` does the main job without a screen and leaves its results."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from csassess.data.access import opening
from csassess.demo.run import FILE_PASSPHRASE, PASSPHRASE
from csassess.demo.sample_lists import centre_content, returned_content, sample_content, team_content
from csassess.domain.asking.candidate import CLAIMS
from csassess.domain.asking.names import names_in
from csassess.domain.asking.sentences import sentences_of
from csassess.domain.assessment.decisions import DecisionState, decision_state
from csassess.domain.records.quality.sampling_plan import PlannedSample
from csassess.domain.records.signatures import Signer
from csassess.domain.records.verification import Stage
from csassess.domain.signing.unit_signing import valid_signatures
from csassess.domain.signing.verifying import is_finally_sampled
from csassess.domain.units.units import Kind as CriterionKind
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.exchange import receiving
from csassess.services.progress import portfolio_view, would_ask
from csassess.services.verification import planning, sampling_plan
from tests.support.builders import contents

CLAIMED = ("Delia Marlow", "Nia Prosser", "Siân Ŵyn")
SIGNED_OFF = {"Aisha Karim": "nos-b10"}  # decided and verified, and not claimed yet
MACHINE_OF = dict.fromkeys(CLAIMED, "office") | dict.fromkeys(SIGNED_OFF, "verifier")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def folder(home):
    """Run the demo in a program of its own; return its folder."""
    result = _demo(home, "tests.support.cheap_age")
    assert (result.returncode, result.stderr) == (0, "")
    return home / "demo"


@pytest.fixture(scope="module")
def portfolios(folder):
    """Return, for every machine, the portfolio and what would be asked of it, by candidate."""
    found = {}
    for database in sorted(folder.glob("**/caseload.db")):
        machine = database.parent
        caseload = opening.open_caseload(machine, caseloads.unlock(machine, PASSPHRASE))
        found[machine.name] = {
            person.name: _asked(caseload, person.id) for person in candidates.list_candidates(caseload)
        }
        caseload.close()
    return found


def _asked(caseload, candidate):
    view = portfolio_view.portfolio_view(caseload, candidate)
    return view, would_ask.lines_of(caseload, view)


def _demo(home, program):
    return subprocess.run(
        [sys.executable, "-m", program, "demo", str(home / "demo")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home)},
    )


def test_the_demonstration_leaves_a_caseload_papers_and_pictures_and_describes_them(home, folder):
    read_me = (folder / "README.txt").read_text(encoding="utf-8")
    (passphrase,) = [
        line.removeprefix("Passphrase: ") for line in read_me.splitlines() if "Passphrase: " in line
    ]
    assert {path.name for path in folder.iterdir()} == {
        "README.txt",
        "caseload",
        "papers",
        "pictures",
        "bundles",
        "centre",
        "machines",
        "returned",
    }

    caseload = opening.open_caseload(folder / "caseload", caseloads.unlock(folder / "caseload", passphrase))
    people = candidates.list_candidates(caseload)
    standings = [
        standing
        for person in people
        for standing in portfolio_view.portfolio_view(caseload, person.id).standings
    ]
    assert any(standing.count()[0] for standing in standings)
    assert {standing.unit.id for standing in standings} >= {"ocr-b10", "nos-b10", "ocr-61", "ocr-429"}
    caseload.close()

    bundles = list((folder / "bundles").glob("*.csbundle"))
    assert len(bundles) == len(people) == 8
    receiving.open_file(bundles[0], "", FILE_PASSPHRASE)
    assert (folder / "papers" / "tracking.xlsx").exists()
    papers = [
        path
        for path in (folder / "papers").glob("*.pdf")
        if not path.name.startswith("signed-sheet")  # a picture
    ]
    assert papers
    for paper in papers:
        assert any(person.name in PdfReader(paper).pages[0].extract_text() for person in people)
    pictures = list((folder / "pictures").iterdir())
    assert pictures
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)

    files = contents(folder)
    personal = [
        part.casefold()
        for person in people
        for part in (*person.name.split(), person.number)
        if len(part) > 2
    ]
    assert [name for name in files if any(part in name.casefold() for part in personal)] == []
    assert all(
        person.name.encode() not in files[f"caseload/{name}"]
        for person in people
        for name in ("caseload.db",)
    )

    before = contents(folder)
    again = _demo(home, "csassess")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert {name: files for name, files in contents(folder).items() if name != "README.txt"} == {
        name: files for name, files in before.items() if name != "README.txt"
    }


def test_an_external_verifier_has_nothing_left_to_ask_of_the_sample(portfolios):
    assert set(portfolios) == {
        "caseload",
        "trainee",
        "countersigner",
        "verifier",
        "assessor",
        "office",
        "restored",
    }
    assert [lines for people in portfolios.values() for _, lines in people.values() if lines] == []


def test_accounts_of_the_sample_are_signed_by_candidate_and_assessor_two_of_them_later(portfolios):
    late = set()
    for people in portfolios.values():
        for name, (view, _) in people.items():
            on_forms = {sheet.about for sheet in view.portfolio.signed_sheets if sheet.filled_by}
            for item in view.portfolio.evidence:
                if item.id in on_forms:
                    continue  # what the witness or candidate wrote is on the form that came back
                signatures = view.portfolio.signatures_of(item.id)
                assert {each.signer for each in signatures} == {Signer.CANDIDATE, Signer.ASSESSOR}
                late.update(
                    (name, item.number, each.signer, each.day) for each in signatures if each.day != item.on
                )
                visit = view.portfolio.visit_of(item)
                assert visit is None or not visit.is_open
    assert late == {
        ("Siân Ŵyn", "2", Signer.CANDIDATE, date(2026, 5, 9)),
        ("Ewan Sutherland", "1", Signer.CANDIDATE, date(2026, 9, 21)),
    }


def test_declarations_of_the_sample_are_signed_and_claims_rest_on_sampled_units(portfolios):
    claimed = set()
    for people in portfolios.values():
        for name, (view, _) in people.items():
            portfolio = view.portfolio
            for standing in view.standings:
                state = decision_state(standing, portfolio)
                assert state is not DecisionState.CHANGED
                if state not in (DecisionState.READY, DecisionState.NOT_READY):
                    signed = valid_signatures(standing, portfolio)
                    assert {Signer.CANDIDATE, Signer.ASSESSOR} <= set(signed)
            if {each.kind for each in portfolio.milestones} & set(CLAIMS):
                claimed.add(name)
                units = [standing.unit.id for standing in view.standings]
                assert all(is_finally_sampled(unit, portfolio) for unit in units)
    assert claimed == {"Delia Marlow", "Rhys Allen", "Nia Prosser", "Siân Ŵyn"}


def test_the_month_of_the_sample_centre_leaves_a_paper_and_pictures_of_each_thing(folder):
    papers = {
        "signatures-owed": "Ewan Sutherland",
        "verification-plan": "done",
        "standardisation-pack": "When a follow-up question is needed",
        "standardisation": "Leo Brandt",
        "claims": "waits for the external verifier",
        "external-visits": "Observed on 8 October",
        "staff-list": "31 August 2026",
    }
    for name, words in papers.items():
        pages = PdfReader(folder / "centre" / f"{name}.pdf").pages
        assert words.casefold() in " ".join(page.extract_text() for page in pages).casefold(), name
    assert (folder / "centre" / "tracking.xlsx").exists()
    assert list((folder / "centre" / "external-verifier-september").glob("*.pdf"))
    pictures = {path.name.split("-1")[0] for path in (folder / "pictures").iterdir()}
    assert pictures >= {
        "plan-of-all-assessors",
        "portfolio-covered",
        "signatures-owed",
        "standardisation-recorded",
        "claims",
        "external-visits",
    }


def test_in_the_sample_one_assessor_is_covered_and_comes_back_and_one_leaves(portfolios):
    for name in ("Ewan Sutherland", "Priya Nair"):
        (covered,) = portfolios["assessor"][name][0].portfolio.covers
        assert (covered.of_name, covered.to_name) == ("Leo Brandt", "Jyoti Patel")
        assert covered.ended
    (left,) = portfolios["caseload"]["Bryn Howell"][0].portfolio.covers
    assert (left.of_name, left.to_name, left.until) == ("Owen Marsh", "Jyoti Patel", None)
    (draft,) = portfolios["caseload"]["Bryn Howell"][0].portfolio.evidence
    assert draft.withdrawn
    priya = portfolios["assessor"]["Priya Nair"][0].portfolio
    assert (len(priya.reviews), len(priya.contacts), len(priya.inductions), priya.candidate.uln) == (
        1,
        2,
        1,
        "1000000116",
    )


def test_each_performance_criterion_of_a_verified_unit_is_seen_on_two_days_or_more(portfolios):
    for name, machine in MACHINE_OF.items():
        for standing in portfolios[machine][name][0].standings:
            unit = standing.unit
            once = [
                c.label
                for c in standing.coverage.criteria
                if unit.kind_of(c.label) is CriterionKind.PERFORMANCE and c.occasions < 2
            ]
            assert once == [] or unit.id != SIGNED_OFF.get(name, unit.id), (name, unit.id)


def test_a_claimed_candidate_was_inducted_planned_seen_decided_and_sampled_in_that_order(portfolios):
    for name in CLAIMED:
        portfolio = portfolios[MACHINE_OF[name]][name][0].portfolio
        (induction,) = portfolio.inductions
        for unit in {each.unit for each in portfolio.unit_plans}:
            (plan,) = [each for each in portfolio.unit_plans if each.unit == unit]
            (decision,) = [each for each in portfolio.decisions if each.unit == unit]
            finals = [s.on for s in portfolio.samples if s.unit == unit and s.stage is Stage.FINAL]
            (claim,) = portfolio.claims
            days = [
                min(r.on for r in portfolio.registrations),
                induction.on,
                plan.agreed,
                min(item.on for item in portfolio.evidence),
                plan.reviewed,
                decision.on,
                finals[-1],
                claim.on,
                claim.claimed,
            ]
            assert days == sorted(days), (name, unit)
            assert (finals[-1] - decision.on).days < 35


def test_what_is_kept_of_a_claimed_candidate_was_entered_on_its_day_and_has_its_signed_sheet(portfolios):
    for name in CLAIMED:
        portfolio = portfolios[MACHINE_OF[name]][name][0].portfolio
        signed = {(sheet.about, sheet.at.date()) for sheet in portfolio.signed_sheets}
        kept = [(each.id, each.on) for each in (*portfolio.inductions, *portfolio.reviews)]
        kept += [(plan.id, plan.agreed) for plan in portfolio.unit_plans]
        kept += [(plan.id, plan.reviewed) for plan in portfolio.unit_plans]
        assert set(kept) <= signed, name


def test_plan_and_workbook_of_the_sample_name_one_assessor_and_one_count_for_each_unit(folder):
    caseload = opening.open_caseload(
        folder / "machines" / "office", caseloads.unlock(folder / "machines" / "office", PASSPHRASE)
    )
    rows = sampling_plan.plan(caseload)
    planned = {
        (row.summary.name, row.summary.assessor_name, unit.done, unit.total)
        for row in rows
        for unit in row.summary.units
    }
    caseload.close()
    sheet = load_workbook(folder / "centre" / "tracking.xlsx")["Units"]
    heads, *cells = sheet.iter_rows(values_only=True)
    lines = [dict(zip(heads, line, strict=True)) for line in cells]
    tracked = {
        (line["Candidate"], line["Assessor"], line["Criteria accepted"], line["Criteria"])
        for line in lines
        if line["Registered on"]
    }
    assert planned == tracked
    assert {line["Candidate"] for line in lines if not line["Registered on"]} == {"Sam Pryor"}


def test_in_the_sample_one_claim_is_direct_and_one_waited_for_the_external_verifier(portfolios):
    claims = {
        name: (claim.direct, claim.released_by, bool(claim.claimed))
        for name, (view, _) in portfolios["office"].items()
        for claim in view.portfolio.claims
    }
    assert claims == {
        "Delia Marlow": (False, "P. Whitcombe", True),
        "Nia Prosser": (True, "", True),
        "Siân Ŵyn": (False, "P. Whitcombe", True),
    }


def test_every_machine_of_the_sample_holds_one_plan_of_samples(folder):
    plans = []
    for name in ("caseload", "machines/assessor", "machines/verifier", "machines/office"):
        caseload = opening.open_caseload(folder / name, caseloads.unlock(folder / name, PASSPHRASE))
        plans.append((planning.strategy_of(caseload), caseload.all(PlannedSample)))
        caseload.close()
    assert len(plans[0][1]) > 2
    assert all(plan == plans[0] for plan in plans)


def test_no_account_of_the_sample_repeats_or_names_another_candidate(portfolios):
    people = {name: view.portfolio for each in portfolios.values() for name, (view, _) in each.items()}
    assert len(people) == 10
    for name, portfolio in people.items():
        others = [other for other in people if other != name]
        for other in others:
            assert sentences_of(portfolio).isdisjoint(sentences_of(people[other]))
        words = " ".join(
            [note.text for note in portfolio.notes] + [item.description for item in portfolio.evidence]
        )
        assert names_in(words, name, others) == ([], [])


def test_the_sample_references_each_criterion_beside_the_note_that_shows_it(portfolios):
    content = sample_content()
    written = [
        (person["name"], entry)
        for person in content["candidates"]
        for item in person["items"]
        for entry in (*item["notes"], *item.get("photographs", []))
    ]
    written += [(step["who"], step) for visit in content["visits"] for step in visit["steps"]]
    team = team_content()
    written += [(CLAIMED[2], entry) for item in team["supervisor"]["items"] for entry in item["notes"]]
    leaver = team["leaver"]["candidate"]
    visits = [(leaver["name"], item) for item in leaver["items"]]
    visits += [(team[part]["who"], team[part]) for part in ("before_ill", "covered")]
    written += [(name, entry) for name, visit in visits for entry in visit["notes"]]
    written.append((CLAIMED[0], centre_content()["sample"]["follow_up"]["items"][0]["notes"][0]))
    returned = returned_content()["testimony"]
    written.append((returned["candidate"], returned | {"at": ""}))  # a form that came back tells of no time
    expected = sorted(
        (name, entry["at"], unit, criterion)
        for name, entry in written
        for unit, criteria in entry.get("refs", {}).items()
        for criterion in criteria
    )
    assert expected == sorted(
        (name, _time_of(reference.note, view.portfolio), reference.unit, reference.criterion)
        for name, (view, _) in portfolios["caseload"].items()
        for reference in view.portfolio.references
    )


def _time_of(note, portfolio):
    noted = next(each for each in (*portfolio.notes, *portfolio.photographs) if each.id == note)
    on_forms = {sheet.about for sheet in portfolio.signed_sheets if sheet.filled_by}
    return "" if noted.evidence in on_forms else f"{noted.at:%H:%M}"


def test_forms_came_back_filled_in_on_screen_and_as_a_scan(folder, portfolios):
    assert {path.name for path in (folder / "returned").iterdir()} == {
        "testimony-given-out.pdf",
        "testimony-filled-in.pdf",
        "statement-given-out.pdf",
        "statement-scanned.jpg",
    }
    content = returned_content()
    for kind, on_screen in (("testimony", True), ("statement", False)):
        said = content[kind]
        portfolio = portfolios["caseload"][said["candidate"]][0].portfolio
        (sheet,) = (sheet for sheet in portfolio.signed_sheets if sheet.form == f"{kind}-form")
        assert (sheet.filled_by, sheet.on_screen) == (said["fields"]["name"], on_screen)
        (note,) = (note for note in portfolio.notes if note.evidence == sheet.about)
        assert note.text.endswith(said["fields"]["words"])
