"""Data of one benchmark run: the folder, the size, and caseloads shared by several measures."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.bulk import in_bulk
from bench.caseloads import Amount, fill, new_caseload, open_folder
from bench.plot import Growth
from bench.sizes import Size
from csassess.data.record.caseload import Caseload
from csassess.data.storage.sqlcipher import Database

_PRAGMAS = (
    "journal_mode",
    "synchronous",
    "secure_delete",
    "foreign_keys",
    "trusted_schema",
    "cipher_page_size",
)


@dataclass
class BenchData:
    """Data of one run: its working folder and its size."""

    folder: Path
    size: Size
    growth: Growth = field(default_factory=dict)

    def grown(self, what: str, amount: float, milliseconds: float) -> None:
        """Record a point of a growth curve."""
        self.growth.setdefault(what, []).append((amount, milliseconds))

    @cached_property
    def main(self) -> Path:
        """The folder of the main caseload, closed."""
        size = self.size
        caseload = new_caseload(self.folder / "main")
        start = time.perf_counter()
        with in_bulk(caseload) as writer:
            fill(writer, Amount(size.candidates, size.items, size.notes, size.references, size.photographs))
        self._finish_main(caseload, writer.written, time.perf_counter() - start)
        return caseload.folder

    @cached_property
    def wide(self) -> Path:
        """The folder of a caseload with one candidate who has many items and five units, closed."""
        from csassess.services.units import units

        caseload = new_caseload(self.folder / "wide", seed=2)
        with in_bulk(caseload) as writer:
            fill(writer, Amount(1, self.size.wide, 2, 8, units=tuple(unit.id for unit in units.all_units())))
        caseload.close()
        return caseload.folder

    def open_main(self, **injected: Any) -> Caseload:
        """Open the main caseload; its candidate lists are up to date."""
        return open_folder(self.main, **injected)

    @property
    def main_words(self) -> str:
        """Description of the content of the main caseload."""
        size = self.size
        items = size.candidates * size.items
        return (
            f"{size.candidates:,} candidates, {items:,} items, {items * size.notes:,} notes, "
            f"{items * size.references:,} references"
        )

    def _finish_main(self, caseload: Caseload, events: int, seconds: float) -> None:
        from csassess.services.progress import portfolio_status

        print(f"Caseload: {self.main_words}, {events:,} events in {seconds:.0f} s.", file=sys.stderr)
        print(f"Settings in every run: {durability(caseload.db)}.", file=sys.stderr)
        portfolio_status.bring_up_to_date(caseload)
        caseload.close()


def durability(db: Database) -> str:
    """Return the database settings that durability and secrecy depend on, read from the open database."""
    settings = [f"{name}={db.execute(f'PRAGMA {name}').fetchone()[0]}" for name in _PRAGMAS]
    row = db.execute("SELECT v FROM search_config WHERE k = 'secure-delete'").fetchone()
    return ", ".join([*settings, f"FTS5 secure-delete={row[0] if row else 0}"])


def child_environment() -> dict[str, str]:
    """Return the environment of a measured process: this one's, offscreen, with byte code caching."""
    root = Path(__file__).parents[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **environment,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*=false",
        "PYTHONPATH": str(root),
    }


def child_output(*arguments: str) -> list[str]:
    """Run `bench.child` with these arguments; return the words it prints."""
    process = subprocess.run(
        [sys.executable, "-m", "bench.child", *arguments],
        env=child_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return process.stdout.split()
