"""Each correction of what a centre keeps of people's machines, ready to be carried out."""

from csassess.domain.records.staff import StaffMember
from csassess.services.candidates import staff
from csassess.services.exchange import acceptance, staff_machines
from tests.program.correcting import EARLIER, Office, Prepared


def listed_machine(office: Office) -> Prepared:
    staff.keep_member(office.ann, StaffMember("", "Vera Verifier", "verifier"))
    return office.in_centre(staff_machines.put_on_list, frozenset([office.vera.device]))


def machine_off_list(office: Office) -> Prepared:
    staff.keep_member(office.ann, StaffMember("", "Vera Verifier", "verifier"))
    staff_machines.put_on_list(office.ann, frozenset([office.vera.device]))
    office.ann.clock.move_on(days=1)
    return office.in_centre(staff_machines.withdraw, office.vera.device)


def rejected_machine(office: Office) -> Prepared:
    return office.in_caseload(acceptance.withdraw, office.vera.device)


def found_machine(office: Office) -> Prepared:
    staff.mark_lost(office.ann, office.vera.device, EARLIER, "train")
    return office.in_caseload(staff.mark_found, office.vera.device)


EXERCISES = {
    ("staff-member", "staff_machines.put_on_list"): listed_machine,
    ("staff-member", "staff_machines.withdraw"): machine_off_list,
    ("accepted-machine", "acceptance.withdraw"): rejected_machine,
    ("lost-device", "staff.mark_found"): found_machine,
}
