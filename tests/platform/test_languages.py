"""Dates are typed and shown the same on a machine in any language."""

import locale
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from csassess import catalogue
from csassess.domain.dates import date_typed, long_date, short_date

DAY = date(2026, 11, 22)
TYPED = ["22 November 2026", "22 Nov 2026", "22-Nov-2026", "November 22, 2026", "22 NOVEMBER 2026"]


@pytest.fixture(scope="module")
def welsh(tmp_path_factory):
    """Return a folder with the Welsh locale, made here: few machines have it."""
    localedef, folder = shutil.which("localedef"), tmp_path_factory.mktemp("locales")
    if not localedef or not Path("/usr/share/i18n/locales/cy_GB").exists():
        pytest.skip("localedef or its sources are missing")
    made = [localedef, "-i", "cy_GB", "-f", "UTF-8", "--no-archive", str(folder / "cy_GB.UTF-8")]
    subprocess.run(made, check=False, capture_output=True)
    return folder


@pytest.fixture
def in_welsh(welsh, monkeypatch):
    """Speak Welsh as QApplication does on a Welsh machine: through the C library."""
    before = locale.setlocale(locale.LC_ALL)
    monkeypatch.setenv("LOCPATH", str(welsh))
    locale.setlocale(locale.LC_ALL, "cy_GB.UTF-8")
    assert f"{DAY:%B}" == "Tachwedd"  # the control: it does speak Welsh
    yield
    os.environ.pop("LOCPATH")
    locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize("words", TYPED)
def test_english_months_are_read_on_a_welsh_machine(in_welsh, words):
    assert date_typed(words) == DAY


def test_dates_are_shown_in_the_language_of_the_screen_not_of_the_machine(in_welsh):
    assert (long_date(DAY), short_date(DAY)) == ("22 November 2026", "22 Nov 2026")


@pytest.mark.parametrize("words", ["22 Tachwedd 2026", "22 Tac 2026", "Tachwedd 22, 2026", *TYPED])
def test_months_are_read_in_english_and_in_the_language_of_the_screen(monkeypatch, words):
    monkeypatch.setattr(
        "csassess.domain.dates.text", lambda words: {"November": "Tachwedd"}.get(words, words)
    )
    assert date_typed(words) == DAY
    assert long_date(DAY) == "22 Tachwedd 2026"


@pytest.mark.parametrize(
    "words", ["22 Smarch 2026", "31 Nov 2026", "0 May 2026", "22 Nov 26", "Nov 2026", "22 N 2026"]
)
def test_what_is_no_date_is_refused(words):
    assert date_typed(words) is None


def test_the_catalogue_has_the_months():
    assert catalogue.text("November") == "November"
