"""Units under review in the caseload: kept until approved or given up, with their document."""

import hashlib
import json
from dataclasses import replace

import pytest

from csassess.data.record.local_state import Drafts
from csassess.domain.errors import UserError
from csassess.domain.units import review as edits
from csassess.domain.units.review import Part
from csassess.services.access import caseloads
from csassess.services.candidates import candidates
from csassess.services.evidence import drafts
from csassess.services.exchange.not_arriving import not_arriving
from csassess.services.units import caseload_units, reading, reviews
from csassess.services.units.new_reviews import review_of
from tests.support.any_unit import content, outcome, unit_file
from tests.support.builders import reopened
from tests.units.reading.documents.content import WALL
from tests.units.reading.documents.pdf import three_columns_landscape

TEXT = """Unit title: Bake bread for a village shop
Unit number: BR4
Level: 2

Learning outcome 1: Be able to bake bread
1.1 Weigh the flour and the salt before the dough is mixed
1.2 Knead the dough until it is smooth and

Learning outcome 2: Understand how bread rises
2.1 Explain what yeast needs before it can work
2.2 Describe how heat changes the crumb of a loaf

Evidence requirements
1. You must bake on at least three different days.
"""


@pytest.fixture
def begun(caseload):
    """Begin the review of the unit in the text; return its id."""
    source = reading.read_words(TEXT)
    (review_id,) = reviews.begin(caseload, source, source.reading.units)
    return review_id


def settled(review):
    for row in review.to_look_at:
        review = edits.settle(review, row.id)
    return review


def states(caseload):
    return [(each.unit.id, str(each.state)) for each in caseload_units.caseload_units(caseload)]


def test_a_unit_that_was_read_is_under_review_and_no_unit_yet(caseload, begun):
    (review,) = reviews.reviews(caseload)
    assert review.name == "BR4  Bake bread for a village shop"
    assert review.lines[0] == "Unit title: Bake bread for a village shop"
    assert states(caseload) == []
    assert caseload_units.offered(caseload).keys().isdisjoint({"br4"})


def test_every_doubt_of_the_reader_stands_with_a_row(caseload, begun):
    draft = reading.read_words(TEXT).reading.units[0]
    assert draft.doubts
    review = reviews.review(caseload, begun)
    asked = [doubt for row in review.rows for doubt in row.doubts]
    assert len(asked) >= len(draft.doubts)
    assert any("go on" in doubt for row in review.rows if row.label == "1.2" for doubt in row.doubts)


def test_a_proposed_rule_is_to_be_looked_at(caseload, begun):
    (requirement,) = reviews.review(caseload, begun).of(Part.REQUIREMENT)
    assert requirement.is_doubtful
    assert requirement.proposed[0] | {"at_least": 3} == requirement.proposed[0]
    assert requirement.rules == ()


def test_what_is_corrected_is_still_there_when_the_program_was_killed(folder, clock, caseload, begun):
    corrected = edits.changed(reviews.review(caseload, begun), "r1", text="Bake rolls")
    reviews.keep(caseload, corrected)
    caseload.db.execute(
        "PRAGMA wal_checkpoint"
    )  # what a kill leaves on the disk, the write-ahead log included
    caseload.close()
    again = reopened(folder, clock=clock)
    try:
        assert reviews.review(again, begun) == corrected
        assert reviews.document_of(again, corrected.document) == TEXT.encode()
    finally:
        again.close()


def test_a_review_that_an_earlier_version_kept_is_read(caseload, begun):
    kept = json.loads(caseload.drafts.of(f"unit-review {begun}")["review"])
    caseload.drafts.keep(f"unit-review {begun}", "review", json.dumps(kept | {"pages": 3}))
    assert reviews.review(caseload, begun).id == begun


def test_a_review_with_doubts_left_is_not_finished(caseload, begun):
    with pytest.raises(UserError, match="still have to be looked at"):
        reviews.finish(caseload, reviews.review(caseload, begun), "Ann", "assessor")
    assert states(caseload) == []


@pytest.mark.parametrize(("name", "role"), [("", "assessor"), ("Ann", " ")])
def test_an_approval_needs_a_name_and_a_role_and_else_adds_nothing(caseload, begun, name, role):
    with pytest.raises(UserError, match="of the person who approves"):
        reviews.finish(caseload, settled(reviews.review(caseload, begun)), name, role)
    assert states(caseload) == []
    assert len(reviews.reviews(caseload)) == 1


def test_a_finished_review_is_an_approved_unit_with_the_digest_of_its_document(caseload, mo, begun):
    brought = reviews.finish(caseload, settled(reviews.review(caseload, begun)), "Ann Assessor", "assessor")
    assert states(caseload) == [("br4", "approved")]
    assert brought.version.document == hashlib.sha256(TEXT.encode()).hexdigest()
    assert reviews.document_of(caseload, brought.version.document) == TEXT.encode()
    assert reviews.reviews(caseload) == []
    candidates.enrol(caseload, mo.id, "br4")


def test_where_a_second_person_approves_a_finished_review_waits_for_them(caseload, begun):
    caseloads.change_centre(caseload, replace(caseloads.centre_of(caseload), second_approves_units=True))
    reviews.finish(caseload, settled(reviews.review(caseload, begun)), "Ann Assessor", "assessor")
    assert states(caseload) == [("br4", "draft")]
    with pytest.raises(UserError, match="a second person"):
        caseload_units.approve(caseload, "br4", "Ann Assessor", "assessor")
    caseload_units.approve(caseload, "br4", "Vera Verifier", "internal verifier")
    assert states(caseload) == [("br4", "approved")]


def test_a_review_given_up_takes_its_document_with_it_unless_a_unit_has_it(caseload, begun):
    document = reviews.review(caseload, begun).document
    source = reading.read_words(TEXT)
    (second,) = reviews.begin(caseload, source, source.reading.units)
    reviews.discard(caseload, begun)
    assert reviews.document_of(caseload, document) == TEXT.encode()
    reviews.discard(caseload, second)
    assert reviews.document_of(caseload, document) is None
    assert reviews.reviews(caseload) == []


def test_a_unit_of_the_same_number_is_asked_about_before_it_is_approved(caseload, begun):
    reviews.finish(caseload, settled(reviews.review(caseload, begun)), "Ann", "assessor")
    source = reading.read_words(TEXT.replace("salt", "sugar"))
    (again,) = reviews.begin(caseload, source, source.reading.units)
    review = settled(reviews.review(caseload, again))
    assert (review.replaces, review.resembles) == (None, "br4")
    with pytest.raises(UserError, match="a new unit, or a new version"):
        reviews.finish(caseload, review, "Ann", "assessor")
    reviews.finish(caseload, replace(review, replaces="br4"), "Ann", "assessor")
    assert sorted(states(caseload)) == [("br4", "approved"), ("br4", "superseded")]
    other = replace(edits.changed(review, "r1", text="Another unit"), replaces="")
    reviews.keep(caseload, other)
    reviews.finish(caseload, other, "Ann", "assessor")
    assert ("br4-2", "approved") in states(caseload)


def test_a_wording_that_is_here_is_corrected_as_a_new_version_and_loses_nothing(caseload, tmp_path):
    stated = content(
        "bread",
        [
            outcome(
                "1",
                [{"label": "P1", "text": "Bake", "note": "By hand.", "range": {"text": "any oven"}}],
                guidance="Gloves",
            )
        ],
        [
            {
                "label": "1",
                "text": "Twice.",
                "rules": [{"kind": "occasions", "at_least": 2, "different": "day"}],
            }
        ],
        sections=[{"title": "Glossary", "text": "Crumb"}],
    )
    caseload_units.add(caseload, unit_file(tmp_path, stated))
    version = caseload_units.approve(caseload, "bread", "Ann", "assessor").version
    review = reviews.review(caseload, reviews.begin_correction(caseload, version))
    with pytest.raises(UserError, match="in the same wording"):
        reviews.finish(caseload, review, "Ann", "assessor")
    (criterion,) = review.of(Part.CRITERION)
    reviews.finish(caseload, edits.changed(review, criterion.id, text="Bake bread"), "Ann", "assessor")
    unit = caseload_units.wording_of(caseload, "bread").unit
    assert unit.in_full("P1") == "Bake bread\nRange: any oven\nBy hand."
    assert unit.outcomes[0].guidance == "Gloves"
    assert unit.sections[0].title == "Glossary"
    assert unit.evidence_requirements[0].rules[0].kind == "occasions"


def test_what_nobody_sees_in_a_document_or_its_name_is_left_out_and_the_unit_is_approved(caseload, tmp_path):
    path = tmp_path / "bread\u202e.txt"
    path.write_text(TEXT.replace("smooth and", "the baker\x92s and"), "utf-8")
    source = reading.read_source(path)
    (review_id,) = reviews.begin(caseload, source, source.reading.units)
    review = reviews.review(caseload, review_id)
    assert (review.file, review.rows[0].text) == ("bread.txt", "Bake bread for a village shop")
    assert any("the bakers and" in row.text for row in review.of(Part.CRITERION))
    assert reviews.finish(caseload, settled(review), "Ann", "assessor").version.origin == "bread.txt"


@pytest.fixture
def read(monkeypatch):
    """Return the records of which drafts were read."""
    found = []
    of, every = Drafts.of, Drafts.all

    def reading_of(kept, record):
        found.append(record)
        return of(kept, record)

    def reading_every(*asked):
        drafts = every(*asked)
        found.extend(record for record, _ in drafts)
        return drafts

    monkeypatch.setattr(Drafts, "of", reading_of)
    monkeypatch.setattr(Drafts, "all", reading_every)
    return found


def test_one_review_is_read_without_the_others(caseload, begun, read):
    source = reading.read_words(TEXT)
    (second,) = reviews.begin(caseload, source, source.reading.units)
    read.clear()
    assert reviews.review(caseload, second).id == second
    assert reviews.is_under_review(caseload, begun)
    assert not reviews.is_under_review(caseload, "another")
    assert [record.split(" ")[-1] for record in read] == [second]
    with pytest.raises(KeyError):
        reviews.review(caseload, "another")
    assert len(reviews.reviews(caseload)) == 2


def test_what_waits_to_be_saved_is_found_without_reading_a_review(caseload, mo, begun, read):
    place = (mo.id, "")
    drafts.keep_form_draft(caseload, place, "candidate", {"name": "Mo C"}, "Candidate")
    read.clear()
    assert drafts.form_draft(caseload, place, "candidate") == {"name": "Mo C"}
    assert [form.title for form in drafts.unfinished_forms(caseload)] == ["Candidate"]
    assert drafts.recover(caseload) == 0
    not_arriving(caseload, [])
    assert not any("review" in record for record in read)


def test_pasted_text_without_a_unit_changes_nothing(caseload):
    with pytest.raises(UserError, match="No unit was found"):
        reading.read_words("Dear Ann, the bread was good.")
    with pytest.raises(UserError, match="fill in"):
        reading.read_words("  \n")


def test_the_reviewed_wording_is_approved_although_another_draft_is_here(caseload, begun, tmp_path):
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        stated = content("br4", [outcome("1", [{"label": "1.1", "text": f"Bake loaf {number}"}])])
        caseload_units.add(caseload, unit_file(folder, stated), new_version=number > 1)
    review = replace(settled(reviews.review(caseload, begun)), replaces="br4")
    brought = reviews.finish(caseload, review, "Ann Assessor", "assessor")
    approved = [each for each in caseload_units.caseload_units(caseload) if each.state == "approved"]
    assert [each.version.id for each in approved] == [brought.version.id]
    drafts = [each.version for each in caseload_units.caseload_units(caseload) if each.state == "draft"]
    caseload_units.remove_draft(caseload, "br4", drafts[0].id)
    left = [each.version for each in caseload_units.caseload_units(caseload) if each.state == "draft"]
    assert left == drafts[1:]


def test_guidance_of_a_third_column_is_a_row_of_paragraphs_below_its_outcome(tmp_path):
    path = tmp_path / "wall.pdf"
    path.write_bytes(three_columns_landscape(WALL))
    source = reading.read_source(path)
    review = review_of(source.reading.units[0], source, "one", "")
    guidance = review.of(Part.GUIDANCE)
    assert guidance
    told = " ".join(" ".join(row.text.replace("- ", " ").split()) for row in guidance)
    assert all(" ".join(words.split()) in told for words in WALL.guidance)
    assert all(review.holder_of(row.id).part is Part.OUTCOME for row in guidance)
