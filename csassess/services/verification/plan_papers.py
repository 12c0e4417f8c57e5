"""The whole plan as a paper: the strategy, what samples covered, and every candidate and unit."""

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.domain.records.quality.sampling_plan import Strategy
from csassess.domain.verification.camera import camera
from csassess.domain.verification.planning import look_at_words, planned_words, reason_words
from csassess.forms.content import Block, Grid, Heading, Paper, Words
from csassess.services.papers.centre import plan_paper
from csassess.services.verification import planning
from csassess.services.verification.sampling_plan import not_registered, plan


def whole_plan(caseload: Caseload, assessor: str | None = None) -> Paper:
    """Return the plan of one assessor or of all: with the strategy, coverage, and what is planned and why.

    Without a strategy, and with nothing planned, it shows what was sampled.
    """
    rows = plan(caseload, assessor)
    if not planning.is_used(caseload):
        return plan_paper(caseload, rows, after=_left_out(caseload, assessor))
    strategy = planning.strategy_of(caseload)
    lines = planning.lines(caseload, rows)
    words: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        what = text("Look at: {what}. {why}", what=look_at_words(line.planned), why=reason_words(line))
        for unit, sentences in planned_words([line], formative=strategy.formative).items():
            words.setdefault(unit, []).extend([*sentences, what])
    coverage = tuple((entry.name, entry.words) for entry in camera(rows))
    before: list[Block] = [
        *strategy_blocks(strategy),
        Heading(text("Covered by samples")),
        Grid((text("CAMERA"), text("Looked at")), coverage, (3, 9)),
        Words(
            text(
                "Only candidates with accepted evidence are counted. "
                "An item used for several units counts once."
            ),
            quiet=True,
        ),
    ]
    return plan_paper(caseload, rows, words, before, _left_out(caseload, assessor))


def _left_out(caseload: Caseload, assessor: str | None) -> list[Block]:
    """Return who is not in the plan because they are not registered."""
    names = [
        f"{row.summary.name} ({row.summary.ended})" if row.summary.ended else row.summary.name
        for row in not_registered(caseload, assessor)
    ]
    if not names:
        return []
    return [Words(text("Not registered, and so not in the plan: {names}.", names=", ".join(names)))]


def strategy_blocks(strategy: Strategy) -> list[Block]:
    """Return the centre's strategy of sampling as a table."""

    def share(value: int) -> str:
        return f"{value} %" if value else text("none set")

    weeks = plural("{count} week", "{count} weeks", strategy.weeks)
    months = plural("{count} month", "{count} months", strategy.new_months)
    rows = (
        (text("Share sampled: assessor with actions"), share(strategy.actions_share)),
        (text("Share sampled: assessor new or working towards the award"), share(strategy.new_share)),
        (text("Share sampled: experienced assessor"), share(strategy.experienced_share)),
        (text("An assessor is new for"), months if strategy.new_months else text("until first sampled")),
        (
            text("Samples of each assessor cover"),
            ", ".join(cover.words for cover in strategy.covers) or text("none set"),
        ),
        (
            text("A unit is nearly finished, for an interim sample, from"),
            f"{strategy.nearly} %" if strategy.nearly else text("decided units only"),
        ),
        (
            text("A sample is due at the end of the month after"),
            weeks if strategy.weeks else text("the same month"),
        ),
    )
    return [Heading(text("Strategy of sampling")), Grid((text("What"), text("Set")), rows, (6, 6))]
