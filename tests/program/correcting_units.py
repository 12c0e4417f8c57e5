"""Corrections of packs of units and of pairs of criteria, each carried out once."""

from collections.abc import Callable

from csassess.domain.records.roles import Role
from csassess.services.exchange import acceptance, key_files
from csassess.services.packs import packs
from csassess.services.units import caseload_units, pairs
from tests.program.correcting import Office, Prepared
from tests.support.any_unit import content, unit_file
from tests.support.verifying import become


def rejected_packs(office: Office) -> Prepared:
    become(office.vera, "Vera Verifier", Role.CENTRE)
    acceptance.withdraw(office.ann, office.vera.device)
    key_files.write_key_file(office.vera, office.folder / "office.cskey")
    key_files.read_key_file(office.ann, office.folder / "office.cskey")
    stated = content("packed-unit")
    caseload_units.add(office.vera, unit_file(office.folder, stated))
    caseload_units.approve(office.vera, "packed-unit", "Vera Verifier", "centre")
    made = packs.make(office.vera, ["packed-unit"], office.folder / "units.cspack")
    packs.take_in(office.ann, made, accept=True)
    return office.in_caseload(packs.withdraw_acceptance, packs.accepted_people(office.ann)[0].id)


EXERCISES: dict[tuple[str, str], Callable[[Office], Prepared]] = {
    ("criterion-pair", "pairs.remove"): lambda o: o.in_caseload(
        pairs.remove, pairs.pair(o.ann, ("ocr-b10", "1.1"), ("ocr-429", "1.1"))
    ),
    ("pack-acceptance", "packs.withdraw_acceptance"): rejected_packs,
}
