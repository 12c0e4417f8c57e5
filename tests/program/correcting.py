"""Each correction carried out once, on records made for it.

An exercise takes the office, makes what is to be corrected, and returns the caseload, the stream and the
correction itself, to be called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from csassess.data.record.caseload import CASELOAD_STREAM, CENTRE_STREAM, Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.records.evidence import Method
from csassess.services.evidence import evidence
from csassess.services.visits import visits
from tests.support.builders import THAT_DAY
from tests.support.exchanging import transfer
from tests.support.verifying import decided, sampled

EARLIER = THAT_DAY - timedelta(7)
Act = Callable[[], object]
Prepared = tuple[Caseload, str, Act]


@dataclass
class Office:
    """Ann, who assesses, with candidate `mo`, and Vera, who verifies."""

    ann: Caseload
    vera: Caseload
    mo: str
    folder: Path

    def by_ann(self, service: Callable[..., object], *arguments: Any, **named: Any) -> Prepared:
        """Return a correction by Ann in Mo's record."""
        return self.ann, self.mo, partial(service, self.ann, self.mo, *arguments, **named)

    def in_caseload(self, service: Callable[..., object], *arguments: Any) -> Prepared:
        """Return a correction in Ann's caseload itself."""
        return self.ann, CASELOAD_STREAM, partial(service, self.ann, *arguments)

    def in_centre(self, service: Callable[..., object], *arguments: Any) -> Prepared:
        """Return a correction of what the centre shares."""
        return self.ann, CENTRE_STREAM, partial(service, self.ann, *arguments)

    def portfolio(self) -> Any:
        """Return Mo's portfolio."""
        return load_portfolio(self.ann, self.mo)

    def item(self, method: str = Method.WORK_PRODUCT) -> Any:
        """Add an item to Mo's portfolio."""
        return evidence.add_item(self.ann, self.mo, method, "Lettre", THAT_DAY, "Office", "Jo", THAT_DAY)

    def observation(self) -> Any:
        """Start an observation of Mo."""
        items = visits.start_visit(self.ann, [self.mo], "Desk")
        return items[self.mo]

    def sample(self, *, ask: str = "") -> tuple[str, Any, Any]:
        """Let Vera sample an item of a decided candidate; return candidate, item and unsigned sample."""
        candidate, item = decided(self.ann)
        transfer(self.ann, self.vera, candidate.id, self.folder / "to-verify.csbundle")
        sample = sampled(self.vera, candidate, item, ask=ask, sign=False)
        return candidate.id, item, sample
