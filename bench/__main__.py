"""`make bench`: runs every measure, prints one table, writes bench/results.json and a plot of growth.

Data is written encrypted and synced as the program does it; the database settings are printed as evidence.
"""

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench.fixtures import BenchData
from bench.plot import draw
from bench.result import Result
from bench.screen import application
from bench.sizes import SIZES

SUBJECTS = (
    "start",
    "tick",
    "stalls",
    "plan",
    "owing",
    "opening",
    "matrix",
    "searching",
    "findings",
    "photograph",
    "rebuild",
    "forms",
    "exchange",
    "centre",
    "memory",
    "reading",
    "many_units",
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the program beside its references."
    )
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent, help="where results.json and growth.png go"
    )
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; all where none is named"
    )
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "*=false")
    results = list[Result]()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = BenchData(Path(folder), SIZES[options.size])
        for subject in options.subjects or SUBJECTS:
            start = time.perf_counter()
            results += import_module(f"bench.measures.{subject}").measures(data)
            print(f"{subject}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print("\n".join(table(results)))
    plain = [dataclasses.asdict(result) for result in results]
    (options.out / "results.json").write_text(
        json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    if data.growth:
        application()
        draw(data.growth, options.out / "growth.png")


def table(results: Sequence[Result]) -> list[str]:
    """Return the lines of the table: subject, our figure, reference, ratio, aim, and whether it is met."""
    lines = [f"{'what':<66} {'ours':>10} {'reference':>10}       {'ratio':>6} {'aim':>10}  met"]
    for r in results:
        reference = f"{r.reference:>10.2f} {r.unit:<5}" if r.reference is not None else f"{'–':>10} {'':<5}"
        ratio = f"{r.ratio:>6.2f}" if r.ratio is not None else f"{'–':>6}"
        lines.append(
            f"{r.what:<66} {r.ours:>10.2f} {reference} {ratio} {r.aim:>10}  {'yes' if r.met else 'no'}"
        )
        lines.append(f"    {r.settings.partition('; journal_mode')[0]}")
    durable = next(
        (r.settings.partition("; journal_mode")[2] for r in results if "; journal_mode" in r.settings), ""
    )
    return [*lines, f"Written in every run with journal_mode{durable}."] if durable else lines


if __name__ == "__main__":
    main()
