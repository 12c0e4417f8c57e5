"""Portfolio files arrive whole, send only what is new if asked, and open with stock tools."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.errors import UserError
from csassess.exchange import container
from csassess.exchange.container import member
from csassess.services.attachments import photographs
from csassess.services.candidates import candidates
from csassess.services.evidence import evidence
from csassess.services.exchange import import_preview, key_files, receiving, sending
from tests.support.builders import accepted_product, rows
from tests.support.exchanging import (
    FILE_PASSPHRASE,
    machine,
    opened_parts,
    receive_file,
    state,
    transfer,
)
from tests.support.pictures import encoded, scene


def test_a_portfolio_arrives_whole_with_photographs_units_and_history(two, mo_on_tablet, tmp_path):
    tablet, office = two
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE)
    preview, merged = receive_file(office, tmp_path / "p.csbundle", FILE_PASSPHRASE)
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)
    (photograph,) = load_portfolio(office, mo_on_tablet.id).photographs
    assert photographs.content(office, photograph) == photographs.content(tablet, photograph)
    assert photographs.thumbnail(office, photograph)
    assert [(c.name, c.is_new, c.new) for c in preview.candidates] == [("Mo Candidate", True, 8)]
    assert (preview.sender.name, bool(preview.known_by), merged.quarantined) == ("Ann Assessor", True, [])


def test_the_preview_changes_nothing(two, mo_on_tablet, tmp_path):
    tablet, office = two
    sending.send(
        tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE, with_forms=False
    )
    before = {
        table: rows(office, table)
        for table in ("events", "heads", "candidate", "peers", "signed", "wordings")
    }
    opened = receiving.open_file(tmp_path / "p.csbundle", "", FILE_PASSPHRASE)
    assert import_preview.preview(office, opened).candidates[0].new == 8
    assert {table: rows(office, table) for table in before} == before


def test_a_file_received_twice_adds_nothing(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "p.csbundle")
    before = state(office, mo_on_tablet.id)
    preview, merged = receive_file(office, tmp_path / "p.csbundle")
    assert (merged.new, preview.seen) == ({}, 8)
    assert state(office, mo_on_tablet.id) == before


def test_only_what_the_recipient_lacks_is_sent_if_asked(two, mo_on_tablet, tmp_path):
    tablet, office = two
    transfer(tablet, office, mo_on_tablet.id, tmp_path / "all.csbundle")
    with pytest.raises(UserError, match="nothing new"):
        transfer(tablet, office, mo_on_tablet.id, tmp_path / "none.csbundle", only_new=True)
    assert not (tmp_path / "none.csbundle").exists()
    evidence.start_observation(tablet, mo_on_tablet.id, "Stockroom")
    _, merged = transfer(tablet, office, mo_on_tablet.id, tmp_path / "new.csbundle", only_new=True)
    assert {stream: len(events) for stream, events in merged.new.items()} == {mo_on_tablet.id: 1}
    assert not [name for name in opened_parts(tablet, tmp_path / "new.csbundle") if "/photos/" in name]
    assert state(tablet, mo_on_tablet.id) == state(office, mo_on_tablet.id)


def test_a_file_that_continues_an_unknown_portfolio_is_refused_and_says_what_to_ask_for(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "lost.csbundle", recipients=[card], with_forms=False)
    evidence.start_observation(tablet, mo_on_tablet.id, "Stockroom")
    sending.send(
        tablet,
        [mo_on_tablet.id],
        tmp_path / "new.csbundle",
        recipients=[card],
        only_new=True,
        with_forms=False,
    )
    with pytest.raises(UserError, match="Ask the sender for the whole portfolio"):
        receive_file(office, tmp_path / "new.csbundle")
    assert not rows(office, "candidate")


def test_a_file_locked_for_one_key_opens_with_no_other(two, mo_on_tablet, tmp_path):
    tablet, _ = two
    stranger = machine(tmp_path / "stranger")
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", recipients=[card], with_forms=False)
    with pytest.raises(UserError, match="This file was locked for someone else"):
        receive_file(stranger, tmp_path / "p.csbundle")
    stranger.close()


def test_a_picture_taken_in_here_meanwhile_stays_when_the_file_with_the_same_one_is_refused(
    two, mo_on_tablet, tmp_path
):
    tablet, office = two
    card = next(iter(key_files.recipients_known(tablet)))
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", recipients=[card], with_forms=False)
    opened = receiving.open_file(tmp_path / "p.csbundle", receiving.own_identity(office))
    new = receiving.take_pictures(opened, office.attached.another())
    jo = candidates.add_candidate(office, "Jo")
    item = evidence.start_observation(office, jo.id, "Counter")
    same = photographs.add(office, jo.id, item.id, photographs.prepare(encoded(scene())), "The same")
    assert {same.sha256} == new
    (office.folder / "backups").write_text("in the way")  # no safety copy can be made
    with pytest.raises(UserError, match="No safety copy"):
        receiving.receive(office, opened, new)
    assert photographs.content(office, same)


@pytest.mark.parametrize("size", [0, 511, 512, 513, 1 << 14, 1 << 16, (1 << 16) + 1])
def test_a_part_of_any_size_and_the_parts_after_it_are_read_whole(tmp_path, size):
    identity = pyrage.x25519.Identity.generate()
    parts = [member("portfolio/first", b"x" * size), member("portfolio/last", b"all of it")]
    container.write(tmp_path / "file", parts, [identity.to_public()], b"", "")
    with container.Container(tmp_path / "file").members([identity]) as files:
        assert [(name, content.read()) for name, _, content in files] == [
            ("portfolio/first", b"x" * size),
            ("portfolio/last", b"all of it"),
        ]


# With stock tools only


def unlocked(folder: Path) -> Path:
    """Unlock the bag of an unpacked file with age, typing the passphrase; return its folder."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvp("age", ["age", "-d", "-i", "key.age", "-o", "bag.tar", "bag.tar.age"])
    output, is_typed = b"", False
    while True:
        try:
            output += os.read(terminal, 1000)
        except OSError:
            break
        if b"passphrase" in output and not is_typed:
            os.write(terminal, FILE_PASSPHRASE.encode() + b"\n")
            is_typed = True
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, output
    subprocess.run(["tar", "-xf", "bag.tar"], cwd=folder, check=True)
    return folder / "portfolio"


@pytest.mark.skipif(
    shutil.which("age") is None or shutil.which("unzip") is None, reason="age and unzip are not installed"
)
def test_stock_tools_open_a_file_and_its_pages_hold_every_reference(
    two, mo_on_tablet, tmp_path, files_locked_at_full_cost
):
    tablet, _ = two
    accepted_product(tablet, mo_on_tablet.id, "ocr-b10", "1.2", "4.1", description="=cmd|' /C calc'!A0")
    sending.send(tablet, [mo_on_tablet.id], tmp_path / "p.csbundle", passphrase=FILE_PASSPHRASE)
    subprocess.run(["unzip", "-q", str(tmp_path / "p.csbundle"), "-d", str(tmp_path / "out")], check=True)
    bag = unlocked(tmp_path / "out")
    subprocess.run([Path(sys.executable).with_name("bagit.py"), "--quiet", "--validate", bag], check=True)
    lines = list(csv.DictReader(io.StringIO((bag / "data" / "matrix.csv").read_text("utf-8-sig"))))
    portfolio = load_portfolio(tablet, mo_on_tablet.id)
    assert {line["reference"] for line in lines} == {reference.id for reference in portfolio.references}
    page = (bag / "data" / "index.html").read_text()
    for reference in portfolio.references:
        number = portfolio.item(reference.evidence).number
        assert f'<th scope="row">{number}</th>' in page
    assert "<script" not in page
    assert "Greets the customer" in page
    for photograph in portfolio.photographs:
        assert f'src="photos/{photograph.sha256}.jpg" alt="The counter"' in page
        assert (bag / "data" / "photos" / f"{photograph.sha256}.jpg").exists()
    assert (bag / "data" / "forms" / f"{mo_on_tablet.id}.pdf").read_bytes().startswith(b"%PDF")


def test_no_cell_of_the_matrix_is_read_as_a_formula(two, mo_on_tablet, tmp_path):
    from csassess.exchange.pages import formula_safe

    assert [formula_safe(cell) for cell in ("=1+1", "+44", "-5", "@x", "\tx", "p. 4", "")] == [
        "'=1+1",
        "'+44",
        "'-5",
        "'@x",
        "'\tx",
        "p. 4",
        "",
    ]
