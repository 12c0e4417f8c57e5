"""A list of candidates at the office: it is taken in with employers, and units are left to the assessor."""

from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.people import Employment
from csassess.domain.records.roles import Role
from csassess.services.candidates import candidates
from csassess.ui.candidates import import_dialogs
from tests.support.verifying import become
from tests.ui.conftest import open_window

LIST = """Name,Learner number (ULN),Employer,Job,Units
Abel Adams,1000000051,Harbour Hotel,Clerk,ocr-b10
"""


def test_the_office_takes_in_a_list_with_employers(qtbot, qapp, caseload, tmp_path):
    become(caseload, "Olga Office", Role.CENTRE)
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    window = open_window(qtbot, qapp, caseload)
    dialog = import_dialogs.show_list(window, window.session, path)
    assert not dialog.fields["units"].isVisible()
    assert "The assessor enrols the candidates on their units." in dialog.explanation.text()
    dialog.ok.click()
    assert dialog.problem.text() == ""
    (abel,) = candidates.list_candidates(caseload)
    assert abel.uln == "1000000051"
    assert [job.employer for job in caseload.all(Employment, abel.id)] == ["Harbour Hotel"]
    assert load_portfolio(caseload, abel.id).enrolments == ()
