"""What a new job means for a candidate's evidence: its setting from then on, and what stays as it is."""

from datetime import date

from csassess.catalogue import plural, text
from csassess.domain.assessment.eligibility import allows_setting
from csassess.domain.dates import long_date
from csassess.domain.labels import label
from csassess.domain.units.units import Setting
from csassess.services.progress.portfolio_view import PortfolioView


def meaning_of_new_job(view: PortfolioView, setting: Setting | None, started: date) -> list[str]:
    """Return sentences on what a job from a day on means for evidence, or nothing without a job before."""
    portfolio = view.portfolio
    if not portfolio.employments:
        return []
    day = long_date(started)
    if setting:
        sentences = [
            text("New evidence from {day} on is of this setting: {setting}.", day=day, setting=label(setting))
        ]
    else:
        sentences = [text("New evidence from {day} on has no setting until one is chosen.", day=day)]
    refusing = [view.name_of(unit) for unit in view.units if setting and not allows_setting(unit, setting)]
    if refusing:
        sentences.append(text("It would not count for: {units}.", units=", ".join(refusing)))
    later = [portfolio.number_of(item) for item in portfolio.items_not_withdrawn() if item.on >= started]
    if later:
        sentences.append(
            plural(
                "Item {numbers} is of that day or later and keeps the setting of the job before. If it "
                "arose in the new job, change its setting in Details.",
                "Items {numbers} are of that day or later and keep the setting of the job before. If "
                "they arose in the new job, change their setting in Details.",
                len(later),
                numbers=", ".join(later),
            )
        )
    plan = portfolio.plan
    if plan and plan.on >= started:
        sentences.append(
            text(
                "The visit of {day} was planned for the job before: check its place.", day=long_date(plan.on)
            )
        )
    return sentences
