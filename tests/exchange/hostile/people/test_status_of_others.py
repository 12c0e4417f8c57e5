"""Attacks with a status file: an accepted assessor takes no candidate of another's from the plan."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from csassess.data.exchange.devices import own_card, own_recipient, own_signature
from csassess.domain.records.roles import Role
from csassess.exchange.status import sealed_status
from csassess.services.progress.portfolio_status import portfolio_statuses
from csassess.services.verification import sampling_plan
from tests.support.exchanging import acquaint, machine
from tests.support.verifying import become, decided
from tests.support.verifying import office as people_of


def test_a_colleague_s_status_file_hides_no_registered_candidate_of_ann_s(tmp_path, clock):
    """It says that Mallory goes on from Ann's work, and that the candidate is not registered."""
    with people_of(tmp_path, clock, "ann", "vera") as (ann, vera):
        mallory = machine(tmp_path / "mallory", clock=clock)
        with closing(mallory):
            become(mallory, "Mallory", Role.ASSESSOR)
            acquaint(vera, mallory, folder=tmp_path)
            decided(ann)
            (status,) = portfolio_statuses(ann)

            def report(caseload, said, days):
                path = tmp_path / "status"
                content = sealed_status(
                    own_card(caseload),
                    lambda plain: own_signature(caseload, plain),
                    clock().date() + timedelta(days=days),
                    [said],
                    [own_recipient(vera)],
                )
                path.write_bytes(content)
                sampling_plan.receive_status(vera, path)

            report(ann, status, 0)
            forged = replace(
                status,
                assessor=mallory.author,
                assessor_name="Mallory",
                assessed_by=(mallory.author, ann.author),
                registered=None,
                is_registered=False,
            )
            report(mallory, forged, 1)
            assert [row.summary.name for row in sampling_plan.plan(vera)] == ["Aisha Karim"]
