"""Searching all notes, relative to the raw full-text query."""

from collections.abc import Iterator

from bench.fixtures import BenchData
from bench.result import Result, medians
from bench.timing import alternately
from csassess.data.record.caseload import Caseload
from csassess.services.progress import portfolio_status

AIM = 1.5


def measures(data: BenchData) -> Iterator[Result]:
    """Yield the search for words in few notes, and in very many."""
    caseload = data.open_main()
    portfolio_status.bring_up_to_date(caseload)
    rows = caseload.db.execute("SELECT COUNT(*) FROM search").fetchone()[0]
    for wanted, how in (("123", "few"), ("refund policy", "many")):
        expression = " ".join(f'"{word}"*' for word in wanted.split())
        hits = caseload.db.execute(
            "SELECT COUNT(*) FROM search WHERE search MATCH ?", (expression,)
        ).fetchone()[0]
        ours, raw = alternately(
            lambda w=wanted: portfolio_status.find(caseload, w),
            lambda e=expression: _raw(caseload, e),
            min(15, data.size.rounds),
        )
        settings = f"“{wanted}”: {hits:,} of {rows:,} texts, the best 50; {data.main_words}"
        yield medians(f"search, {how} hits / the raw query", ours, raw, AIM, settings)
    caseload.close()


def _raw(caseload: Caseload, expression: str) -> object:
    return caseload.db.execute(
        "SELECT stream, place, snippet(search, 0, '', '', '…', 16) FROM search WHERE search MATCH ? ORDER BY"
        " rank LIMIT 50",
        (expression,),
    ).fetchall()
