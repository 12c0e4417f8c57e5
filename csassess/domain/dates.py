"""Dates and times as people read them."""

from datetime import date, datetime

from csassess.catalogue import text


def long_date(day: date) -> str:
    """Return a date as "22 November 2026"."""
    months = (
        text("January"), text("February"), text("March"), text("April"), text("May"), text("June"),
        text("July"), text("August"), text("September"), text("October"), text("November"), text("December"),
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"


def clock_time(moment: datetime) -> str:
    """Return the local time of day as "10:42"."""
    return f"{moment:%H:%M}"
