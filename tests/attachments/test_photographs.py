"""Photographs of an item: stored first, described later, turned, cropped, covered for good."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from PIL import Image

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.domain.records.visits import SiteRules
from csassess.services.attachments import attachments, photograph_cover, photographs
from csassess.services.evidence import evidence, judgement, references
from csassess.services.progress import history
from csassess.services.visits import visits
from tests.support.builders import contents
from tests.support.pictures import encoded, exif, scene


@pytest.fixture
def item(caseload, mo):
    return evidence.start_observation(caseload, mo.id, "Ticket office")


@pytest.fixture
def picture():
    return photographs.prepare(encoded(scene(), exif=exif(place=True)))


@pytest.fixture
def photograph(caseload, mo, item, picture):
    return photographs.add(caseload, mo.id, item.id, picture)


def test_a_photograph_is_stored_with_its_facts_and_listed_in_the_portfolio(
    caseload, mo, item, picture, photograph
):
    assert load_portfolio(caseload, mo.id).photographs_of(item.id) == (photograph,)
    assert (photograph.original, photograph.taken) == (picture.original, picture.taken)
    assert photographs.content(caseload, photograph) == picture.jpeg
    assert photographs.thumbnail(caseload, photograph) == picture.thumbnail


def test_the_same_picture_is_stored_once(caseload, mo, item, picture, photograph):
    second = photographs.add(caseload, mo.id, item.id, picture)
    assert second.sha256 == photograph.sha256
    assert second.id != photograph.id


def test_a_photograph_is_refused_if_the_site_allows_no_camera(caseload, mo, picture):
    items = visits.start_visit(caseload, [mo.id], "Payment floor", SiteRules(camera=False))
    with pytest.raises(UserError, match="This site does not allow cameras"):
        photographs.add(caseload, mo.id, items[mo.id].id, picture)
    assert load_portfolio(caseload, mo.id).photographs == ()


def test_a_photograph_without_caption_blocks_acceptance(caseload, mo, item, photograph):
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    (reason,) = judgement.reasons(caseload, mo.id, item.id)
    assert "no caption" in reason.words
    assert reason.note == photograph.id
    photographs.describe(caseload, mo.id, photograph, "Mo at the counter", "a notice")
    assert judgement.reasons(caseload, mo.id, item.id) == ()


def test_how_people_were_informed_is_copied_from_the_visit(caseload, mo, picture):
    items = visits.start_visit(caseload, [mo.id], "Desk", informed="a notice at the door")
    assert photographs.add(caseload, mo.id, items[mo.id].id, picture).informed == "a notice at the door"


def test_references_of_a_photograph_are_removed_and_restored_with_it(caseload, mo, item, photograph):
    ticked = references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", photograph.id)
    assert ticked.note == photograph.id
    photographs.remove(caseload, mo.id, photograph)
    assert load_portfolio(caseload, mo.id).references == ()
    assert photographs.content(caseload, photograph)
    history.undo(caseload, mo.id)
    assert load_portfolio(caseload, mo.id).references == (ticked,)


def test_turning_and_cropping_can_be_undone(caseload, mo, item, photograph):
    turned = photographs.turn(caseload, mo.id, photograph)
    assert (turned.width, turned.height) == (photograph.height, photograph.width)
    cropped = photographs.crop(caseload, mo.id, turned, (0, 0, 300, 300))
    assert (cropped.width, cropped.height) == (300, 300)
    history.undo(caseload, mo.id)
    history.undo(caseload, mo.id)
    (restored,) = load_portfolio(caseload, mo.id).photographs
    assert restored == photograph
    assert photographs.content(caseload, restored)


def test_nothing_restores_covered_parts(caseload, mo, item, picture, photograph):
    turned = photographs.turn(caseload, mo.id, photograph)
    covered = photograph_cover.cover(caseload, mo.id, turned, ((0, 0, 400, 400),))
    assert load_portfolio(caseload, mo.id).photographs == (covered,)
    for earlier in (photograph, turned):
        assert not caseload.attached.has(earlier.sha256)
    with pytest.raises(UserError, match="Covered and redacted content cannot be restored"):
        history.undo(caseload, mo.id)
    (unchanged,) = load_portfolio(caseload, mo.id).photographs
    assert unchanged == covered
    with pytest.raises(UserError, match="was covered"):
        photographs.add(caseload, mo.id, item.id, picture)


def test_a_cover_applies_to_every_portfolio_with_the_same_picture(caseload, mo, picture):
    from csassess.services.candidates import candidates

    other = candidates.add_candidate(caseload, "Siân Ŵyn")
    items = visits.start_visit(caseload, [mo.id, other.id], "Desk")
    photograph_of_mo = photographs.add(caseload, mo.id, items[mo.id].id, picture)
    photographs.add(caseload, other.id, items[other.id].id, picture)
    covered = photograph_cover.cover(caseload, mo.id, photograph_of_mo, ((0, 0, 400, 400),))
    (photograph_of_other,) = load_portfolio(caseload, other.id).photographs
    assert photograph_of_other.sha256 == covered.sha256
    assert photograph_of_other.covered


def test_covered_pixels_remain_in_no_page_of_the_store(caseload, mo, item, folder):
    """Search every decrypted page of the file, including free ones, for bytes of the picture."""
    noise = photographs.prepare(encoded(Image.effect_noise((800, 600), 90).convert("RGB")))
    photograph = photographs.add(caseload, mo.id, item.id, noise)
    before = photographs.content(caseload, photograph)
    picture_bytes = before[len(before) // 2 : len(before) // 2 + 64]
    assert picture_bytes in plain_pages(caseload)
    photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 800, 600),))
    caseload.attached.close()
    assert picture_bytes not in plain_pages(caseload)
    assert all(picture_bytes not in content for content in contents(folder).values())


def plain_pages(caseload):
    """Return all pages of the store of photographs, decrypted page by page."""
    path = caseload.folder / "photos.db"
    key, size, reserve = caseload.attached.master, 65_536, 80
    encrypted, plain = path.read_bytes(), b""
    wal = path.with_name("photos.db-wal")
    encrypted_log = wal.read_bytes() if wal.exists() else b""
    pages = [encrypted[start : start + size] for start in range(0, len(encrypted), size)]
    pages += [
        encrypted_log[start + 24 : start + 24 + size] for start in range(32, len(encrypted_log), size + 24)
    ]
    for number, page in enumerate(pages):
        first = number == 0
        body, iv = page[16 if first else 0 : size - reserve], page[size - reserve : size - reserve + 16]
        if len(iv) == 16 and len(body) % 16 == 0:
            decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
            plain += decryptor.update(body)
    return plain


def test_photographs_of_an_accepted_item_cannot_be_added_or_changed(caseload, mo, item, picture, photograph):
    photograph = photographs.describe(caseload, mo.id, photograph, "Mo", "a notice")
    note = evidence.add_note(caseload, mo.id, item.id, "Greets the customer.")
    references.tick(caseload, mo.id, item.id, "ocr-b10", "1.1", note.id)
    judgement.accept(caseload, mo.id, item.id)
    before = load_portfolio(caseload, mo.id)
    for act in (
        lambda: photographs.add(caseload, mo.id, item.id, picture),
        lambda: photographs.turn(caseload, mo.id, photograph),
        lambda: photographs.crop(caseload, mo.id, photograph, (0, 0, 100, 100)),
        lambda: photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 100, 100),)),
        lambda: photographs.describe(caseload, mo.id, photograph, "Other", ""),
        lambda: photographs.remove(caseload, mo.id, photograph),
    ):
        with pytest.raises(UserError, match="is accepted"):
            act()
    assert load_portfolio(caseload, mo.id) == before


def test_an_interrupted_cover_is_finished_when_the_caseload_is_opened(caseload, mo, item, photograph):
    covered = photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 400, 400),))
    caseload.attached._db.execute(
        "INSERT INTO attached (sha256, content) VALUES (?, ?)", (photograph.sha256, b"what was left behind")
    )
    photograph_cover.finish_covering(caseload)
    assert not caseload.attached.has(photograph.sha256)
    assert photographs.content(caseload, covered)


def test_a_cover_interrupted_before_it_was_recorded_removes_nothing(caseload, mo, item, picture, photograph):
    caseload.attached.refuse_from_now_on(frozenset({photograph.sha256}))
    photograph_cover.finish_covering(caseload)
    assert photographs.content(caseload, photograph)
    assert photographs.add(caseload, mo.id, item.id, picture).sha256 == photograph.sha256


@pytest.mark.parametrize("elsewhere", ["turned", "attached", "accepted"])
def test_nothing_is_covered_if_a_copy_of_the_picture_cannot_be_covered(
    caseload, mo, item, picture, photograph, elsewhere
):
    other = evidence.add_item(caseload, mo.id, "WP", "Album", caseload.clock().date())
    if elsewhere == "attached":
        attachments.attach(caseload, mo.id, other.id, "scan.jpg", encoded(scene(), exif=exif(place=True)))
    else:
        twin = photographs.add(caseload, mo.id, other.id, picture, "The counter")
        if elsewhere == "turned":
            photographs.turn(caseload, mo.id, twin)
        else:
            references.tick(caseload, mo.id, other.id, "ocr-b10", "1.1")
            judgement.accept(caseload, mo.id, other.id)
    before = load_portfolio(caseload, mo.id)
    with pytest.raises(UserError):
        photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 400, 400),))
    assert load_portfolio(caseload, mo.id) == before
    assert photographs.content(caseload, photograph) == picture.jpeg


def test_a_removed_photograph_is_not_restored_after_its_picture_was_covered(
    caseload, mo, item, picture, photograph
):
    twin = photographs.add(caseload, mo.id, item.id, picture)
    photographs.remove(caseload, mo.id, twin)
    removal = history.history(caseload, mo.id)[-1]
    photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 400, 400),))
    with pytest.raises(UserError, match="Part of the picture has been covered since, so this cannot be"):
        history.undo_earlier_action(caseload, removal.id)


def test_a_damaged_store_of_photographs_is_reported_and_notes_still_work(caseload, mo, item, photograph):
    caseload.attached.close()
    store = caseload.folder / "photos.db"
    store.write_bytes(store.read_bytes()[:70_000] + bytes(200) + store.read_bytes()[70_200:])
    with pytest.raises(UserError, match="cannot be read"):
        photographs.content(caseload, photograph)
    assert photographs.thumbnail(caseload, photograph) in (b"", photographs.thumbnail(caseload, photograph))
    assert evidence.add_note(caseload, mo.id, item.id, "Greets.")


def test_covering_removes_the_stored_signed_paper_too(caseload, mo, item, photograph):
    from csassess.domain.codes.schemes import account_code
    from csassess.domain.records.signatures import Signer
    from csassess.services.signing import screen_or_paper_signatures, signing

    portfolio = load_portfolio(caseload, mo.id)
    code = account_code(portfolio.item(item.id), portfolio, caseload.clock())
    signed = screen_or_paper_signatures.sign_item(
        caseload, mo.id, item.id, Signer.CANDIDATE, mo.name, code, on_paper=True
    )
    assert caseload.attached.has(signed.paper)
    with pytest.raises(UserError, match="is signed"):
        photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 400, 400),))
    assert caseload.attached.has(signed.paper)
    signing.open_account(caseload, mo.id, item.id, "A face")
    photograph_cover.cover(caseload, mo.id, photograph, ((0, 0, 400, 400),))
    assert not caseload.attached.has(signed.paper)
    assert not caseload.attached.has(photograph.sha256)
