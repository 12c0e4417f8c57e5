"""Units brought into a caseload: drafts, approved by name, enrolled on, sent, and exported as they are."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from csassess.cli import main
from csassess.data.record.caseload import CASELOAD_STREAM
from csassess.data.units.formats import NEWEST
from csassess.data.units.units import built_in, load_wording
from csassess.domain.errors import UserError
from csassess.domain.records.people import Enrolment
from csassess.domain.records.questions import UnitVersion
from csassess.domain.records.roles import Role
from csassess.services import files
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence as evidence_service
from csassess.services.evidence import references
from csassess.services.exchange import key_files, sending
from csassess.services.lists import spreadsheets
from csassess.services.progress.portfolio_view import portfolio_view
from csassess.services.safekeeping import checking
from csassess.services.units import caseload_units, question_bank
from tests.support.any_unit import content, criteria, outcome, unit_file
from tests.support.builders import PASSPHRASE, THAT_DAY, Clock, reopened
from tests.support.exchanging import acquaint, machine, receive_file, transfer
from tests.support.verifying import become

BREAD = "bread"


def bread(folder, *outcomes, **more):
    """Write the file of the unit “bread”, in a folder of its own for each wording."""
    stated = content(BREAD, outcomes, **more)
    place = folder / str(abs(hash(json.dumps(stated))))
    place.mkdir(exist_ok=True)
    return unit_file(place, stated)


def approved(caseload, path, **options):
    caseload_units.add(caseload, path, **options)
    return caseload_units.approve(caseload, path.stem, "Ann Assessor", "assessor")


def states(caseload):
    return [(each.unit.id, str(each.state)) for each in caseload_units.caseload_units(caseload)]


def test_a_unit_is_brought_in_as_a_draft_on_which_nobody_is_enrolled(caseload, mo, tmp_path):
    caseload_units.add(caseload, bread(tmp_path))
    assert states(caseload) == [(BREAD, "draft")]
    assert BREAD not in caseload_units.offered(caseload)
    with pytest.raises(UserError, match="“bread” is a draft"):
        candidates.enrol(caseload, mo.id, BREAD)


def test_an_approval_says_who_in_which_role_and_when_and_what_it_was_made_from(caseload, tmp_path):
    document = tmp_path / "handbook.pdf"
    document.write_bytes(b"%PDF-1.4 bread")
    caseload_units.add(caseload, bread(tmp_path), document)
    version = caseload_units.approve(caseload, BREAD, "Ann Assessor", "assessor").version
    assert (version.approved_by, version.approved_role, version.approved) == (
        "Ann Assessor",
        "assessor",
        THAT_DAY,
    )
    assert caseload.attached.content(version.document) == b"%PDF-1.4 bread"
    assert states(caseload) == [(BREAD, "approved")]


def test_a_document_that_is_too_large_is_refused_for_that_however_large_it_is(
    caseload, tmp_path, monkeypatch
):
    document = tmp_path / "handbook.pdf"
    document.write_bytes(b"%PDF-1.4 bread")
    monkeypatch.setattr(caseload_units, "MOST_BYTES", 5)
    monkeypatch.setattr(files, "_MOST_READ", 8)
    with pytest.raises(UserError, match="larger than 25 MB"):
        caseload_units.add(caseload, bread(tmp_path), document)


@pytest.mark.parametrize(("name", "role"), [("", "assessor"), ("Ann", " ")])
def test_an_approval_needs_a_name_and_a_role(caseload, tmp_path, name, role):
    caseload_units.add(caseload, bread(tmp_path))
    with pytest.raises(UserError, match="of the person who approves"):
        caseload_units.approve(caseload, BREAD, name, role)


def test_an_approved_unit_is_enrolled_on_ticked_searched_asked_about_and_read_from_lists(
    caseload, mo, tmp_path
):
    path = bread(tmp_path, outcome("1", criteria("1.1")), outcome("2", criteria("2.1"), "knowledge"))
    approved(caseload, path)
    candidates.enrol(caseload, mo.id, BREAD)
    item = evidence_service.add_item(caseload, mo.id, "WP", "Loaf", THAT_DAY)
    references.tick(caseload, mo.id, item.id, BREAD, "1.1")
    view = portfolio_view(caseload, mo.id)
    assert view.of(BREAD).coverage.of("1.1").evidence == ("1",)
    question_bank.add_question(caseload, BREAD, "2.1", "Why does it rise?")
    assert [q.words for q in question_bank.to_ask(caseload, view)] == ["Why does it rise?"]
    listed = spreadsheets.read_candidate_list(caseload, b"name,units\nSian,bread\n", {})
    assert spreadsheets.invalid_rows(listed) == []


def test_a_second_person_approves_where_the_centre_asks_for_one(caseload, tmp_path):
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), second_approves_units=True))
    caseload_units.add(caseload, bread(tmp_path))
    with pytest.raises(UserError, match="a second person approves units: Ann Assessor brought this one in"):
        caseload_units.approve(caseload, BREAD, " ann  assessor", "assessor")
    assert states(caseload) == [(BREAD, "draft")]
    caseload_units.approve(caseload, BREAD, "Vera Verifier", "internal verifier")
    assert states(caseload) == [(BREAD, "approved")]


def test_a_new_version_supersedes_and_those_enrolled_before_stay_on_their_wording(
    caseload, mo, tmp_path, clock
):
    first = bread(tmp_path, outcome("1", criteria("1.1")))
    second = bread(tmp_path, outcome("1", criteria("1.1", "1.2")))
    approved(caseload, first)
    candidates.enrol(caseload, mo.id, BREAD)
    with pytest.raises(UserError, match="another wording"):
        caseload_units.add(caseload, second)
    clock.move_on(days=1)
    caseload_units.add(caseload, second, new_version=True)
    assert states(caseload) == [(BREAD, "approved"), (BREAD, "draft")]
    caseload_units.approve(caseload, BREAD, "Ann Assessor", "assessor")
    assert states(caseload) == [(BREAD, "superseded"), (BREAD, "approved")]
    other = candidates.add_candidate(caseload, "Sian")
    candidates.enrol(caseload, other.id, BREAD)
    assert portfolio_view(caseload, mo.id).of(BREAD).unit.labels() == ("1.1",)
    assert portfolio_view(caseload, other.id).of(BREAD).unit.labels() == ("1.1", "1.2")
    caseload_units.withdraw_approval(caseload, BREAD)
    assert states(caseload) == [(BREAD, "approved"), (BREAD, "draft")]


def test_a_draft_is_removed_unless_somebody_is_enrolled_on_it(caseload, mo, tmp_path):
    caseload_units.add(caseload, bread(tmp_path))
    caseload_units.remove_draft(caseload, BREAD)
    assert states(caseload) == []
    approved(caseload, bread(tmp_path))
    candidates.enrol(caseload, mo.id, BREAD)
    caseload_units.withdraw_approval(caseload, BREAD)
    with pytest.raises(UserError, match="enrolled on this wording"):
        caseload_units.remove_draft(caseload, BREAD)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        (content("ocr-b10"), "The program comes with a unit called “ocr-b10”"),
        (content(BREAD, colour="red"), "unknown field colour"),
        (content(BREAD, [outcome("1", criteria(*(f"1.{n}" for n in range(400))))]), "400 criteria"),
        (content(BREAD, [outcome("1", criteria("1.1", "1.1"))]), "1.1 stands there twice"),
        (content(BREAD, [outcome("1", criteria("1" * 61))]), "more than 60 characters"),
        (content(BREAD, version=NEWEST + 1), "newer than this program reads"),
        (content(BREAD, identity={"title": "Bre\x07ad"}), "control characters"),
        (content(BREAD, identity={"title": "Bread", "level": 3}), "identity.level: 3 is not text"),
        (content(BREAD, sections=[{"title": "Glossary"}]), "'text' is missing"),
        (content(BREAD, [outcome("1", [{"label": "1", "text": "Do", "range": {}}])]), "'text' or 'items'"),
        (content(BREAD, [outcome("1", [{"label": "1", "text": "Do", "grade": "A"}])]), "'A'"),
    ],
)
def test_a_bad_file_is_a_plain_sentence_and_nothing_is_half_added(caseload, tmp_path, stated, why):
    events = caseload.db.execute("SELECT count(*) FROM events").fetchone()
    with pytest.raises(UserError) as refused:
        caseload_units.add(caseload, unit_file(tmp_path, stated))
    assert why in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert states(caseload) == []
    assert caseload.db.execute("SELECT count(*) FROM events").fetchone() == events
    assert caseload.db.execute("SELECT count(*) FROM wordings WHERE unit = 'bread'").fetchone() == (0,)


def test_the_same_wording_is_added_once(caseload, tmp_path):
    caseload_units.add(caseload, bread(tmp_path))
    with pytest.raises(UserError, match="already, in the same wording"):
        caseload_units.add(caseload, bread(tmp_path))


RICH = content(
    BREAD,
    [
        outcome(
            "1",
            [
                {
                    "label": "P1",
                    "text": "Bake “bread”\twith\n\\ salt",
                    "items": [{"label": "a", "text": "white"}, {"label": "b", "text": "brown"}],
                    "range": {"text": "any oven"},
                    "note": "By hand.",
                    "grade": "pass",
                }
            ],
        ),
        outcome("2", [{"label": "P1", "text": "Say why", "kind": "knowledge"}]),
    ],
    [
        {
            "label": "1",
            "text": "Twice.",
            "rules": [{"kind": "occasions", "at_least": 2, "different": "day", "for": ["1"]}],
        },
        {"label": "2", "text": "As usual."},
    ],
    identity={"title": "Bread", "level": "SCQF 6", "credit": "0.5", "guided_learning_hours": "26–30"},
    sections=[{"title": "Glossary", "text": "Crumb: the inside."}],
)


@pytest.mark.parametrize("unit_id", [*built_in(), BREAD])
def test_an_exported_unit_is_the_same_when_it_is_read_again(caseload, tmp_path, unit_id):
    if unit_id == BREAD:
        caseload_units.add(caseload, unit_file(tmp_path, RICH))
    wording = caseload_units.wording_of(caseload, unit_id)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / f"{unit_id}.toml"
    caseload_units.export(caseload, unit_id, path)
    again = load_wording(path)
    assert (again.digest, again.unit) == (wording.digest, wording.unit)


def test_a_unit_whose_words_are_missing_is_exported_by_nobody_and_says_so(caseload, tmp_path):
    unit = approved(caseload, bread(tmp_path))
    caseload.db.execute("DELETE FROM wordings WHERE digest = ?", (unit.version.digest,))
    with pytest.raises(UserError, match="was not found"):
        caseload_units.export(caseload, unit.version.unit, tmp_path / "out.toml")


def test_the_second_format_keeps_what_it_states(caseload, tmp_path):
    unit = caseload_units.add(caseload, unit_file(tmp_path, RICH)).unit
    assert unit.labels() == ("1 P1 a", "1 P1 b", "2 P1")
    assert unit.wholes() == {"1 P1": ("1 P1 a", "1 P1 b"), "2 P1": ("2 P1",)}
    assert str(unit.kind_of("2 P1")) == "knowledge"
    assert (unit.identity.level, unit.identity.credit) == ("SCQF 6", "0.5")
    assert unit.criterion("1 P1 a").range == "any oven"
    assert unit.sections[0].title == "Glossary"


# Travelling


@pytest.fixture
def ann(tmp_path, clock):
    opened = machine(tmp_path / "ann", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def ben(tmp_path, clock):
    opened = machine(tmp_path / "ben", clock=clock)
    yield opened
    opened.close()


def enrolled_by(caseload, path):
    approved(caseload, path)
    person = candidates.add_candidate(caseload, "Mo Candidate")
    candidates.enrol(caseload, person.id, BREAD)
    candidates.enrol(caseload, person.id, "ocr-61")
    return person.id


def test_a_unit_travels_with_a_portfolio_and_is_a_draft_until_it_is_approved_here(ann, ben, tmp_path):
    acquaint(ann, ben, folder=tmp_path)
    candidate = enrolled_by(ann, bread(tmp_path))
    transfer(ann, ben, candidate, tmp_path / "mo.csport")
    assert [unit.id for unit in portfolio_view(ben, candidate).units] == [BREAD, "ocr-61"]
    assert states(ben) == [(BREAD, "draft")]
    assert caseload_units.caseload_units(ben)[0].version.origin == "portfolio file of Ann Assessor"
    other = candidates.add_candidate(ben, "Sian")
    with pytest.raises(UserError, match="Approve it"):
        candidates.enrol(ben, other.id, BREAD)
    assert BREAD in caseload_units.known(ben)
    caseload_units.approve(ben, BREAD, "Ben", "assessor")
    candidates.enrol(ben, other.id, BREAD)


def test_a_unit_in_a_newer_format_waits_and_says_so_while_the_rest_of_its_portfolio_is_kept(
    ann, ben, tmp_path, monkeypatch
):
    acquaint(ann, ben, folder=tmp_path)
    candidate = enrolled_by(ann, bread(tmp_path))
    path = tmp_path / "mo.csport"
    card = next(c for c in key_files.recipients_known(ann) if c.device == ben.device)
    sending.send(ann, [candidate], path, recipients=[card], with_forms=False)
    with monkeypatch.context() as older:
        older.setattr("csassess.data.units.formats.NEWEST", 1)
        older.setattr("csassess.data.record.portfolios._kept", {})
        _, merged = receive_file(ben, path)
        reasons = [ruling.reason for _, ruling in merged.quarantined]
        assert any("a unit in a newer format" in reason for reason in reasons), reasons
        assert [unit.id for unit in portfolio_view(ben, candidate).units] == ["ocr-61"]
        assert states(ben) == []
    receive_file(ben, path)  # by a program that has been updated meanwhile
    assert [unit.id for unit in portfolio_view(ben, candidate).units] == [BREAD, "ocr-61"]


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.CENTRE, Role.READER])
def test_everybody_receives_a_portfolio_with_a_unit_of_another_caseload(ann, ben, tmp_path, role):
    acquaint(ann, ben, folder=tmp_path)
    candidate = enrolled_by(ann, bread(tmp_path))
    become(ben, "Ben", role)
    transfer(ann, ben, candidate, tmp_path / "mo.csport")
    assert portfolio_view(ben, candidate).units[0].id == BREAD
    assert states(ben) == ([] if role is Role.READER else [(BREAD, "draft")])


# The command line


def test_the_command_line_brings_in_approves_lists_enrols_and_exports(folder, tmp_path):
    opened = reopened(folder, clock=Clock())
    candidates.add_candidate(opened, "Mo Candidate")
    opened.close()

    def run(*arguments):
        result = CliRunner().invoke(
            main,
            ["--caseload", str(folder), *map(str, arguments)],
            env={"CSASSESS_PASSPHRASE": PASSPHRASE},
            catch_exceptions=False,
        )
        return result.stdout

    path = unit_file(tmp_path, RICH)
    assert "Bread is here as a draft" in run("units", "add", path)
    assert "[draft]" in run("units", "list")
    with pytest.raises(UserError, match="is a draft"):
        run("candidates", "enrol", "Mo", BREAD)
    assert "is approved by Ann Assessor, assessor" in run("units", "approve", BREAD)
    assert {"id": BREAD, "number": None, "title": "Bread", "state": "approved"} in json.loads(
        run("units", "list", "--json")
    )
    described = json.loads(run("units", "show", BREAD, "--json"))
    assert (described["level"], described["credit"], described["guided_learning_hours"]) == (
        "SCQF 6",
        0.5,
        "26–30",
    )
    shown = run("units", "show", BREAD)
    for words in ("1 P1 a", "(a) white", "Range: any oven", "By hand.", "(knowledge)", "Glossary"):
        assert words in shown
    assert "is enrolled on Bread" in run("candidates", "enrol", "Mo", BREAD)
    (tmp_path / "out").mkdir()
    run("units", "export", BREAD, "-o", tmp_path / "out" / "bread.toml")
    assert load_wording(tmp_path / "out" / "bread.toml").digest == load_wording(path).digest
    assert "is a draft again" in run("units", "withdraw", BREAD)


def test_the_record_of_a_unit_brought_in_names_its_wording(caseload, mo, tmp_path):
    approved(caseload, bread(tmp_path))
    candidates.enrol(caseload, mo.id, BREAD)
    (version,) = caseload.all(UnitVersion, CASELOAD_STREAM)
    assert caseload.one(Enrolment, mo.id, BREAD).digest == version.digest


def test_lists_of_300_units_read_no_unit(caseload, mo, tmp_path, monkeypatch):
    for number in range(3):
        approved(caseload, unit_file(tmp_path, content(f"bread-{number}")))

    def read(*_):
        raise AssertionError("a list has to do without the units themselves")

    monkeypatch.setattr("csassess.data.record.portfolios.kept_unit", read)
    monkeypatch.setattr(caseload, "wording", read)
    assert {f"bread-{number}" for number in range(3)} <= caseload_units.offered(caseload).keys()
    assert caseload_units.known(caseload)["bread-1"] == "Bake bread"


def test_a_file_to_bring_in_may_have_any_name(caseload, tmp_path):
    path = bread(tmp_path)
    renamed = path.rename(tmp_path / "bread (1).toml")
    assert caseload_units.add(caseload, renamed).unit.id == BREAD


def test_a_removed_draft_leaves_a_caseload_that_checks_as_whole(folder, tmp_path):
    document = tmp_path / "handbook.pdf"
    document.write_bytes(b"%PDF-1.4 bread")
    caseload = reopened(folder)
    caseload_units.add(caseload, bread(tmp_path), document)
    caseload_units.remove_draft(caseload, BREAD)
    caseload.close()
    assert [
        sentence for result in checking.check_folder(folder, PASSPHRASE) for sentence in result.wrong
    ] == []
