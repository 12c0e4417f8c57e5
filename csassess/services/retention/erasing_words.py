"""What the dialog says before a portfolio is erased: its retention period, and what is lost."""

from datetime import date, timedelta

from csassess.catalogue import plural, text
from csassess.data.record.caseload import Caseload
from csassess.data.record.portfolios import load_portfolio
from csassess.domain.dates import long_date
from csassess.domain.portfolio import Portfolio
from csassess.domain.records.people import Centre
from csassess.domain.retention.rules import Periods, RetentionDates, retention_dates
from csassess.services.access.caseloads import centre_of
from csassess.services.retention import retention
from csassess.services.retention.periods import periods_for


def before_erasing(caseload: Caseload, candidate_id: str, certificate: str = "") -> str:
    """Return the retention period of a portfolio, what is lost, and the way back, as paragraphs.

    `certificate` is the number of an erasure elsewhere that this one follows.
    """
    portfolio, centre = load_portfolio(caseload, candidate_id), centre_of(caseload)
    today = caseload.clock().date()
    periods = periods_for(caseload, portfolio)
    period = _period(retention_dates(portfolio, periods), periods, today)
    if periods.bodies:
        period += " " + text("This is the period of {bodies}.", bodies=", ".join(periods.bodies))
    if retention.needs_second_person(caseload, candidate_id, certificate):
        period += " " + text("Now it can be erased only with a second person’s name and a reason.")
    return "\n\n".join((period, _lost(portfolio), _way_back(centre, today)))


def _period(dates: RetentionDates, periods: Periods, today: date) -> str:
    if dates.from_day is None or dates.records_until is None or dates.files_until is None:
        return text(
            "The retention period has not begun: no achievement, withdrawal or transfer is recorded. From"
            " then on records are kept for {records} and evidence files for {files}.",
            records=plural("{count} year", "{count} years", periods.keep_records),
            files=plural("{count} year", "{count} years", periods.keep_files),
        )
    if dates.records_until == dates.files_until:
        until = text(
            "Counted from the {what}, records and evidence files are kept until {day}.",
            what=dates.counted_words,
            day=long_date(dates.records_until),
        )
        over = text("The period is over.") if dates.are_over(today) else text("That is not over yet.")
        return f"{until} {over}"
    until = text(
        "Counted from the {what}, records are kept until {records} and evidence files until {files}.",
        what=dates.counted_words,
        records=long_date(dates.records_until),
        files=long_date(dates.files_until),
    )
    if dates.are_over(today):
        return until + " " + text("Both periods are over.")
    if dates.records_until <= today or dates.files_until <= today:
        return until + " " + text("Only one of them is over, and erasing deletes both.")
    return until + " " + text("Neither is over yet.")


def _lost(portfolio: Portfolio) -> str:
    return text(
        "This erases {items}, {photographs} and {files} with the whole history, here and in the backups. Only"
        " an entry without personal data remains.",
        items=plural("{count} item of evidence", "{count} items of evidence", len(portfolio.evidence)),
        photographs=plural("{count} photograph", "{count} photographs", len(portfolio.photographs)),
        files=plural(
            "{count} other file",
            "{count} other files",
            len(portfolio.attachments) + len(portfolio.signed_sheets),
        ),
    )


def _way_back(centre: Centre, today: date) -> str:
    if not centre.held_days:
        return text("No copy is held ({reason}), so this cannot be undone.", reason=centre.no_copy_because)
    return text(
        "One copy is held, on this machine only, for {days}: it can be restored until {day}. After that this"
        " cannot be undone.",
        day=long_date(today + timedelta(days=centre.held_days)),
        days=plural("{count} day", "{count} days", centre.held_days),
    )
