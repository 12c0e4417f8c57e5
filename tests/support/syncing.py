"""Helpers for machines that sync through a folder."""

import shutil

from csassess.data.record.portfolios import load_portfolio
from csassess.services.evidence import evidence
from csassess.services.exchange import folder_sync
from csassess.services.exchange.sync_folder_location import folder_of


def carry(*machines, both=True):
    """Copy every machine’s own files to the others’ folders, as Syncthing or a stick does."""
    for giver in machines:
        for receiver in machines:
            if giver is not receiver and (both or giver is machines[0]):
                own = f"csassess/{giver.device[:12]}"
                shutil.copytree(folder_of(giver) / own, folder_of(receiver) / own, dirs_exist_ok=True)


def files_given(giver, folder):
    return sorted((folder_of(folder) / "csassess" / giver.device[:12]).glob("*.csbundle"))


def notes(caseload, mo):
    return [note.text for note in load_portfolio(caseload, mo.id).notes]


def add_note(caseload, mo, words):
    evidence.add_note(caseload, mo.id, load_portfolio(caseload, mo.id).evidence[0].id, words)


def in_step(*machines, rounds=3):
    """Sync and carry a few times; return what each machine said at last."""
    for _ in range(rounds):
        for caseload in machines:
            folder_sync.sync_folder(caseload)
        carry(*machines)
    return [folder_sync.sync_folder(caseload)[2] for caseload in machines]


def meet(*machines):
    """Sync each machine twice through one folder; return what each said at last."""
    return [folder_sync.sync_folder(caseload)[2] for caseload in (*machines, *machines)][-len(machines) :]


def put_in_step(folder, *machines):
    """Let machines sync through folders of their own below a folder, and accept each other."""
    for caseload in machines:
        own = folder / f"folder-{caseload.device[:6]}"
        own.mkdir()
        folder_sync.choose_folder(caseload, own)
    carry(*machines)
    for caseload in machines:
        (partner,) = folder_sync.partners(caseload)
        folder_sync.accept(caseload, partner.card.device)
