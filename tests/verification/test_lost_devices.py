"""Devices marked as lost: nothing is locked for them, and what they wrote is named."""

from datetime import timedelta

import pytest

from csassess.data.exchange.devices import own_card
from csassess.domain.errors import UserError
from csassess.services.candidates import staff
from csassess.services.exchange import key_files
from tests.support.exchanging import transfer
from tests.support.verifying import decided


def test_nothing_is_locked_for_a_lost_machine_until_it_is_found(ann, vera):
    staff.mark_lost(ann, vera.device, ann.clock().date(), "left on the train")
    assert key_files.recipients_known(ann) == []
    staff.mark_found(ann, vera.device)
    assert [card.device for card in key_files.recipients_known(ann)] == [vera.device]


def test_a_file_from_a_lost_machine_is_named_as_such(ann, vera, tmp_path):
    from csassess.services.exchange import import_preview

    aisha, _ = decided(ann)
    staff.mark_lost(vera, ann.device, vera.clock().date())
    preview, _ = transfer(ann, vera, aisha.id, tmp_path / "found.csbundle")
    words = import_preview.preview_words(preview)
    assert (
        f"Written on a machine of Ann Assessor ({own_card(ann).code}) that was marked as lost on 2 March"
        " 2026. Ask them before you trust it." in words
    )


def test_entries_of_a_lost_machine_are_named_even_if_another_machine_sends_them(ann, vera, tmp_path, clock):
    from tests.support.exchanging import acquaint, machine

    third = machine(tmp_path / "third", clock=clock)
    acquaint(ann, vera, third, folder=tmp_path)
    aisha, _ = decided(ann)
    transfer(ann, third, aisha.id, tmp_path / "one.csbundle")
    staff.mark_lost(vera, ann.device, vera.clock().date())
    preview, _ = transfer(third, vera, aisha.id, tmp_path / "two.csbundle")
    assert len(preview.lost) == 1
    third.close()


@pytest.mark.parametrize(
    ("own", "later", "words"), [(True, 0, "working on"), (False, 1, "Choose the date it was lost")]
)
def test_this_machine_cannot_be_lost_and_no_machine_on_a_future_day(ann, vera, own, later, words):
    with pytest.raises(UserError, match=words):
        staff.mark_lost(ann, ann.device if own else vera.device, ann.clock().date() + timedelta(days=later))
    assert staff.lost_devices(ann) == {}
