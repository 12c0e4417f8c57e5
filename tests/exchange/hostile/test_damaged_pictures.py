"""A photograph that does not decode to its end is not taken in, and one already in a record stops nothing."""

from dataclasses import replace

import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.attachments import Photograph
from csassess.domain.records.evidence import Method
from csassess.domain.records.signed_sheets import SignedSheet
from csassess.domain.units.units import Setting
from csassess.forms.content import AccountEntry
from csassess.services.access.caseloads import centre_of, change_centre
from csassess.services.attachments import photograph_cover, photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import key_files, sending
from csassess.services.papers import files as papers
from csassess.services.papers.observation import item_record
from csassess.services.progress.portfolio_view import portfolio_view
from tests.exchange.bad_files import DATA, Case
from tests.support.exchanging import receive_file, transfer
from tests.support.pictures import encoded, scene

WHOLE = encoded(scene())
CUT = WHOLE[: len(WHOLE) // 2]


@pytest.fixture
def case(tmp_path):
    case = Case(tmp_path)
    yield case
    case.close()


def damaged_photograph(caseload, candidate, item):
    """Put a cut photograph into a record, as earlier versions took it in."""
    sha256 = caseload.attached.put(CUT)
    photograph = Photograph(
        "p" * 32, item.id, sha256, sha256, 1200, 900, caseload.clock(), caption="The till"
    )
    caseload.save(candidate.id, "photograph.add", photograph)
    return photograph


@pytest.mark.parametrize(
    "content",
    [
        CUT,
        WHOLE[:-60],
        WHOLE[:700],
        encoded(scene(), progressive=True),
        encoded(scene(), "PNG"),
        b"\xff\xd8\xff",
        b"",
    ],
)
def test_a_photograph_that_does_not_decode_to_its_end_is_not_received(case, content):
    path = case.with_parts(**{case.photo: None, DATA + "photos/" + "0" * 64 + ".jpg": content})
    with pytest.raises(UserError, match="is not a picture, or is cut off"):
        receive_file(case.receiver, path)


@pytest.mark.parametrize("content", [CUT, WHOLE[:700], b"\xff\xd8\xff"])
def test_a_photograph_that_does_not_decode_to_its_end_is_not_added(content):
    with pytest.raises(UserError):
        photographs.prepare(content)


def test_a_damaged_photograph_in_a_record_stops_no_paper_and_the_paper_says_so(case):
    damaged_photograph(case.giver, case.mo, case.item)
    view = portfolio_view(case.giver, case.mo.id)
    entries = [
        block
        for block in item_record(case.giver, view, case.item).blocks
        if isinstance(block, AccountEntry) and "The till" in block.words
    ]
    assert [entry.words for entry in entries] == ["The till (the picture is damaged and cannot be shown)"]
    for small in (False, True):
        assert papers.draw_whole(*papers.whole_portfolio(case.giver, view), small=small).startswith(b"%PDF")
    assert papers.write_forms(case.giver, view, case.folder / "papers")


def test_a_damaged_photograph_in_a_record_can_be_looked_at_removed_and_nothing_else(case):
    photograph = damaged_photograph(case.giver, case.mo, case.item)
    assert photographs.thumbnail(case.giver, photograph) == b""
    for change in (
        lambda: photographs.turn(case.giver, case.mo.id, photograph),
        lambda: photographs.crop(case.giver, case.mo.id, photograph, (0, 0, 100, 100)),
        lambda: photograph_cover.cover(case.giver, case.mo.id, photograph, ((0, 0, 99, 99),)),
    ):
        with pytest.raises(UserError, match="damaged or incomplete"):
            change()
    photographs.remove(case.giver, case.mo.id, photograph)


@pytest.mark.parametrize("with_forms", [False, True])
def test_a_portfolio_with_a_damaged_photograph_is_sent_without_it_and_received(case, with_forms):
    photograph = damaged_photograph(case.giver, case.mo, case.item)
    card = next(iter(key_files.recipients_known(case.giver)))
    path = case.folder / "sent.csbundle"
    bundle = sending.send(case.giver, [case.mo.id], path, recipients=[card], with_forms=with_forms)
    assert bundle.meta["missing"] == [photograph.sha256]
    receive_file(case.receiver, path)
    assert len(load_portfolio(case.receiver, case.mo.id).photographs) == 2
    evidence.add_note(case.giver, case.mo.id, case.item.id, "Later")
    transfer(case.giver, case.receiver, case.mo.id, case.folder / "next.csbundle", only_new=True)
    assert len(load_portfolio(case.receiver, case.mo.id).notes) == 2


def test_a_damaged_scan_and_a_damaged_logo_stop_no_paper(case):
    sha256 = case.giver.attached.put(CUT)
    change_centre(case.giver, replace(centre_of(case.giver), logo=sha256))
    candidates.set_job(case.giver, case.mo.id, "Shop", "Clerk", Setting.REAL_JOB_PAID)
    item = evidence.add_item(case.giver, case.mo.id, Method.WORK_PRODUCT, "Letter", case.giver.clock().date())
    sheet = SignedSheet("s" * 32, "OBR", item.id, "0" * 16, sha256, "image/jpeg", case.giver.clock())
    case.giver.save(case.mo.id, "sheet.attach", sheet)
    view = portfolio_view(case.giver, case.mo.id)
    for choice in papers.paper_choices(case.giver, view):
        assert papers.draw(choice.content()).startswith(b"%PDF")
