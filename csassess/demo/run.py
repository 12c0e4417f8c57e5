"""Run the whole main job without a screen, through the services and an offscreen window."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csassess.catalogue import text
from csassess.data.record.caseload import Caseload
from csassess.demo.sample_caseload import SampleClock, record_sample
from csassess.demo.sample_centre import PACK_PASSWORD, SampleCentre
from csassess.demo.sample_lists import sample_content
from csassess.demo.sample_team import SampleTeam
from csassess.domain.errors import UserError
from csassess.services.access import caseloads, pin
from csassess.services.access.caseloads import Owner
from csassess.services.access.sample import SAMPLE_FILE
from csassess.services.candidates import candidates
from csassess.services.exchange import sending
from csassess.services.lists import spreadsheets
from csassess.services.papers import files
from csassess.services.progress import portfolio_view
from csassess.ui.base.location import Location, Page

if TYPE_CHECKING:
    from csassess.demo.driver import WindowDriver

PASSPHRASE = "seven lamps at the harbour"
PIN = "2684"
FILE_PASSPHRASE = "eleven gulls on the quay"


def run_demo(folder: Path, say: Callable[[str], object]) -> None:
    """Create a sample caseload, its papers and pictures of the window in a folder.

    Raises UserError if the folder already holds a sample.
    """
    if (folder / "caseload").exists():
        raise UserError(
            text(
                "“{folder}” already contains a sample. Choose another folder, or remove the sample first.",
                folder=folder,
            )
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    content, clock = sample_content(), SampleClock()
    owner = Owner(content["assessor"], content["centre"], content["centre_number"])
    caseload = caseloads.set_up(folder / "caseload", caseloads.prepare_keys(PASSPHRASE), owner)
    (folder / "caseload" / SAMPLE_FILE).write_text(PASSPHRASE + "\n", encoding="utf-8")
    say(text("Recording five candidates and twelve observations …"))
    from csassess.demo.driver import WindowDriver  # imports Qt only when it is needed

    pin.set_pin(caseload, PIN)
    driver = WindowDriver(caseload, clock, PIN)
    record_sample(caseload, clock, by_hand=driver.write)
    for visit in content["visits"]:
        driver.observe(visit)
    say(text("Taking screenshots of the window …"))
    driver.take_pictures(folder / "pictures")
    for visit in content["visits"]:
        driver.write_up(visit)
    driver.close()
    say(text("Countersigning, verifying, archiving …"))
    _record_centre(folder, caseload, clock, driver)
    say(text("Receiving forms that came back …"))
    _receive_forms(folder, caseload, clock, driver)
    say(text("Printing the forms …"))
    for candidate in candidates.list_candidates(caseload):
        files.write_forms(caseload, portfolio_view.portfolio_view(caseload, candidate.id), folder / "papers")
        files.write_forms(
            caseload,
            portfolio_view.portfolio_view(caseload, candidate.id),
            folder / "papers",
            form="portfolio",
        )
    say(text("Sending the portfolios …"))
    (folder / "bundles").mkdir()
    for candidate in candidates.list_candidates(caseload):
        path = folder / "bundles" / sending.suggested_name([candidate.id], clock().date())
        sending.send(caseload, [candidate.id], path, passphrase=FILE_PASSPHRASE)
    spreadsheets.write_workbook(caseload, folder / "papers" / "tracking.xlsx")
    say(text("Bringing in units from a document …"))
    from csassess.demo.sample_units import bring_in_units  # imports the reader only when it is needed

    driver.take_pictures(folder / "pictures", bring_in_units(caseload))
    driver.close()
    caseload.close()
    (folder / "README.txt").write_text(_read_me(), encoding="utf-8")
    say(text("Done. {file} describes the sample.", file=folder / "README.txt"))


def _receive_forms(folder: Path, caseload: Caseload, clock: SampleClock, driver: "WindowDriver") -> None:
    """Give out forms, and confirm what came back: a PDF filled in on screen, and the scan of a sheet."""
    from csassess.demo.sample_returns import confirm_and_use, give_out_and_return, typed_from_scan

    filled, scanned = give_out_and_return(caseload, clock, folder / "returned")
    clock.set(filled.on, "17:10")
    driver.confirm_form(filled.path, folder / "pictures", "returned-on-screen", {})
    confirm_and_use(caseload)
    clock.set(scanned.on, "17:20")
    driver.confirm_form(scanned.path, folder / "pictures", "returned-scan", typed_from_scan())
    driver.close()


def _record_centre(
    folder: Path, caseload: Caseload, clock: SampleClock, assessor_driver: "WindowDriver"
) -> None:
    """Play what follows the decisions on the centre's devices, with pictures on the way."""
    from csassess.demo.driver import WindowDriver

    centre = SampleCentre(folder, caseload, clock, PASSPHRASE)
    pictures = folder / "pictures"
    centre.earlier()
    centre.begin()
    centre.sample()
    unit, item = centre.action.unit, centre.action.evidence
    verifier_driver = WindowDriver(centre.verifier, clock, PIN)
    sample = Location(Page.SAMPLE, centre.delia, item, unit=unit, form=centre.sample_id)
    verifier_driver.take_pictures(pictures, {"verifying": sample})
    centre.sign_sample()
    verifier_driver.take_pictures(pictures, {"verification": Location(Page.VERIFICATION)})
    assessor_driver.take_pictures(
        pictures,
        {
            "today-with-action": Location(),
            "action": Location(Page.EVIDENCE, centre.delia, item, unit=unit),
            "portfolio-verified": Location(Page.PORTFOLIO, centre.delia),
        },
    )
    centre.answer()
    centre.close()
    centre.claim()
    centre.external()
    assessor_driver.take_pictures(
        pictures,
        {"portfolio-of-the-month": Location(Page.PORTFOLIO, centre.delia)},
    )
    centre.certificate()
    centre.archive()
    office_driver = WindowDriver(centre.office, clock, PIN)
    sections = ("find", "standardisation", "chase", "keeping", "requests", "staff", "machines", "reminders")
    office_driver.take_pictures(
        pictures, {f"centre-{section}": Location(Page.CENTRE, form=section) for section in sections}
    )
    centre.erase()
    team = SampleTeam(centre, clock)
    team.leaver()
    centre.countersign()
    centre.take_over()
    centre.lose_laptop()
    team.supervisor()
    _record_team(pictures, team, assessor_driver, verifier_driver, office_driver)
    for driver in (assessor_driver, verifier_driver, office_driver):
        driver.close()
    centre.shut()


def _record_team(
    pictures: Path,
    team: SampleTeam,
    assessor_driver: "WindowDriver",
    verifier_driver: "WindowDriver",
    office_driver: "WindowDriver",
) -> None:
    """Play a month of three assessors, verifier and office, with pictures on the way."""
    team.begin()
    team.plan()
    verifier_driver.take_pictures(pictures, {"plan-of-all-assessors": Location(Page.VERIFICATION)})
    team.fall_ill()
    team.cover()
    assessor_driver.take_pictures(pictures, {"portfolio-covered": Location(Page.PORTFOLIO, team.priya)})
    team.come_back()
    team.chase()
    owed = {"signatures-owed": Location(Page.CENTRE, form="chase")}
    office_driver.take_pictures(pictures, owed)
    team.sample()
    team.sign_late()
    team.standardise()
    sections = {"standardisation-recorded": Location(Page.CENTRE, form="standardisation")}
    verifier_driver.take_pictures(pictures, sections)
    team.claim()
    office_driver.take_pictures(pictures, {"claims": Location(Page.CENTRE, form="claims")})
    team.visit()
    verifier_driver.take_pictures(pictures, {"external-visits": Location(Page.CENTRE, form="external")})


def _read_me() -> str:
    return text(
        "A sample caseload, made by “csassess demo”. The people are invented.\n\n"
        "Passphrase: {passphrase}\nPIN for the locked screen: {pin}\n\ncaseload/   the "
        "encrypted record; open it with: csassess --caseload caseload\npapers/     "
        "every form printed from the record, as PDF\npictures/   the window at several "
        "sizes, light and dark, with ordinary and large text\ncentre/     the records "
        "for the external verifier of June and September (password: {pack}), a candidate's data, "
        "certificate of erasure, loss sheet; of September the list of registrations, plan, signatures owed, "
        "standardisation, claims, external verifier's visit, workbook\nmachines/   the caseloads of the "
        "countersigner, verifier, office and others; each opens with the passphrase "
        "above\nreturned/   a testimony and a statement for people "
        "without the program: as given out, filled in and scanned\nbundles/    a "
        "portfolio file for each candidate; each opens with the "
        "passphrase: {file_passphrase}\n\nAisha Karim, Siân Ŵyn and Delia Marlow are "
        "complete and decided: a worked case for each of the five units. Tom Reid "
        "still has gaps: one observation is from a work placement,\nall his customers "
        "are existing and easy to deal with, and the feedback he received has not led "
        "to an improvement yet.\nTom Reid and Sam Pryor were observed in one visit "
        "where no camera is allowed; in the pictures one moment of it is still to be written up.\n"
        "Siân Ŵyn was called away before she could sign the account of item 2, and signed it a week later; "
        "Ewan Sutherland’s first account waited until Leo Brandt was well again. At the end “csassess ask” "
        "finds nothing; an external verifier may still ask, since the program does not judge evidence.\n\n"
        "In September the whole centre is at work: Owen Marsh has left, and Bryn Howell is Jyoti Patel’s "
        "now. Leo Brandt registers Ewan Sutherland and Priya Nair from the office’s list, falls ill and is "
        "covered by Jyoti Patel for a week. Hannah Cole samples by the plan; Nia Prosser is claimed "
        "under direct claims status, Siân Ŵyn once the external verifier released it.\n\n"
        "Under Go, Units: two units of an invented body under review beside their document, and one in two "
        "wordings.\n",
        passphrase=PASSPHRASE,
        pin=PIN,
        file_passphrase=FILE_PASSPHRASE,
        pack=PACK_PASSWORD,
    )
