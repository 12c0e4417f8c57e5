"""The external verifier's pack shows plan, staff, approvals and strategy as every machine prints them."""

from datetime import date

import pytest
from pypdf import PdfReader

from csassess.domain.records.quality.sampling_plan import Cover, Strategy
from csassess.domain.records.verification import Stage
from csassess.services.disclosure.external_pack import gather_pack, write_pack
from csassess.services.papers import form_control
from csassess.services.papers.centre import approvals_paper, staff_paper
from csassess.services.verification import planning, sampling_plan
from csassess.services.verification.plan_papers import whole_plan
from tests.exchange.centre.test_centre_travels import member, send_centre
from tests.support.exchanging import transfer
from tests.support.verifying import UNIT, decided, office, registered, sampled

PASSWORD = "nine terns over the water"
STRATEGY = Strategy("strategy", 100, 50, 25, 6, (Cover.UNIT, Cover.METHOD), 80, 2)


@pytest.fixture
def month(tmp_path, clock):
    """Return the machines of assessor, lead verifier and office: two candidates, one of them sampled."""
    with office(tmp_path, clock, "ann", "vera", "cleo") as (ann, vera, cleo):
        aisha, item = decided(ann)
        tom = registered(ann, "Tom Reid", "2")
        for other in (vera, cleo):
            for candidate in (aisha, tom):
                transfer(ann, other, candidate.id, tmp_path / f"{candidate.id}-{other.device}")
        member(cleo, "Ann Assessor", qualifications="A1, 2019")
        member(cleo, "Vera Verifier", "lead internal verifier")
        for form, _ in form_control.forms():
            form_control.approve(cleo, form, "Eva External", date(2026, 2, 27))
        send_centre(cleo, vera, tmp_path / "office")
        planning.set_strategy(vera, STRATEGY)
        planning.take_up(vera, planning.proposals(vera, sampling_plan.plan(vera)))
        planning.plan_by_hand(vera, tom.id, UNIT, Stage.INTERIM, vera.clock().date(), interview=True)
        sampled(vera, aisha, item, stage=Stage.FINAL)
        for number, other in enumerate((ann, cleo)):
            transfer(vera, other, aisha.id, tmp_path / f"sampled-{number}")
        yield (ann, vera, cleo), aisha.id


def printed(caseload):
    """Return what a machine prints of what the centre shares, by title, with the record code."""
    papers = (staff_paper(caseload), approvals_paper(caseload), whole_plan(caseload))
    return {p.identification.title: (p.blocks, p.identification.record_code) for p in papers}


def packed(caseload, candidate):
    """Return the papers of the centre in a pack, in the same way."""
    name, _, papers = gather_pack(caseload, [candidate]).files[0]
    assert name == "1-centre.pdf"
    return {p.identification.title: (p.blocks, p.identification.record_code) for p in papers}


def test_the_pack_s_staff_approvals_strategy_and_plan_equal_what_every_machine_prints(month):
    machines, aisha = month
    ann, vera, cleo = machines
    assert printed(ann) == printed(vera) == printed(cleo)
    for pack in (packed(vera, aisha), packed(cleo, aisha)):
        assert printed(ann).items() <= pack.items()


def test_the_pack_of_one_candidate_holds_the_whole_plan_with_strategy_staff_and_approvals(month, tmp_path):
    (_, vera, _), aisha = month
    path, *_ = write_pack(gather_pack(vera, [aisha]), tmp_path, PASSWORD)
    words = " ".join(page.extract_text() for page in PdfReader(path, password=PASSWORD).pages)
    words = " ".join(words.split())
    for expected in (
        "Share sampled: assessor new or working towards the award 50 %",
        "Tom Reid",
        "Interim by 2 March 2026: due this month",
        "candidate interviewed",
        "Final 2 March 2026: agree",
        "A1, 2019",
        "Vera Verifier",
        "approved by Eva External, 27 February 2026",
    ):
        assert expected in words
