"""Small qualifications for tests, as files and in a caseload."""

from copy import deepcopy

from csassess.data.units.toml_file import as_toml
from csassess.services.candidates import candidates
from csassess.services.qualifications import caseload_qualifications

CERTIFICATE = {
    "kind": "qualification",
    "format": 1,
    "id": "certificate",
    "title": "Certificate in Service",
    "number": "600/1",
    "awarding_body": "First Body",
    "totals": [{"of": "credits", "at_least": 11}],
    "groups": [
        {
            "label": "A",
            "title": "Mandatory units",
            "mandatory": True,
            "units": [{"id": "ocr-61", "title": "Organise and deliver", "number": "61", "credit": "5"}],
        },
        {
            "label": "B",
            "credit_min": 6,
            "units": [
                {"id": "ocr-b10", "title": "Reliable service", "number": "B10", "credit": "6"},
                {"id": "not-here", "title": "Complaints", "credit": "4"},
                {"id": "ocr-429", "title": "Operations", "number": "429", "credit": "4"},
            ],
        },
    ],
}


def content(**changes):
    """Return a qualification as plain values, with changes; a value of None leaves the field out."""
    return {name: value for name, value in (deepcopy(CERTIFICATE) | changes).items() if value is not None}


def qualification_file(folder, **changes):
    """Write a qualification as a file and return its path."""
    stated = content(**changes)
    path = folder / f"{stated['id']}.toml"
    path.write_text(as_toml(stated), encoding="utf-8")
    return path


def approved(caseload, **changes):
    """Bring in a qualification and approve it; return its version."""
    draft = caseload_qualifications.compose(caseload, content(**changes), new_version=True)
    return caseload_qualifications.approve(caseload, draft.version.id, "Ann Assessor", "assessor")


def register(caseload, candidate_id, version):
    """Register a candidate for a qualification that was brought in."""
    return candidates.register(caseload, candidate_id, "", "", "R-1", caseload.clock().date(), version.digest)
