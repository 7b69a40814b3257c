"""The time zones that a form offers: the Dutch ones, and one for each offset on earth."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from bot.core import dates

_ISLANDS = {"America/Kralendijk": "Bonaire", "America/Lower_Princes": "Sint Maarten"}
"""For zones whose island is better known than its town."""
# fmt: off
DUTCH = (
    "Europe/Amsterdam", "America/Curacao", "America/Aruba", "America/Kralendijk", "America/Lower_Princes",
    "America/Paramaribo",
)
OTHERS = (
    "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Marquesas", "Pacific/Gambier", "America/Anchorage",
    "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Halifax",
    "America/St_Johns", "America/Sao_Paulo", "America/Noronha", "Atlantic/Cape_Verde", "Atlantic/Azores",
    "Europe/London", "Africa/Lagos", "Europe/Athens", "Africa/Johannesburg", "Europe/Istanbul", "Asia/Tehran",
    "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon",
    "Asia/Jakarta", "Asia/Singapore", "Australia/Eucla", "Asia/Tokyo", "Australia/Darwin", "Australia/Brisbane",
    "Australia/Adelaide", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Noumea", "Pacific/Fiji",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Tongatapu", "Pacific/Kiritimati",
)
# fmt: on


def offered(*first: str) -> tuple[str, ...]:
    """The zones of a list, with the named ones `first`, each once; '' is ignored."""
    return tuple(dict.fromkeys(zone for zone in (*first, *DUTCH, *OTHERS) if zone))


def name(zone: str, now: dt.datetime) -> str:
    """`Amsterdam (UTC+1)`, with the current offset."""
    from babel.dates import get_timezone_location

    offset = now.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "-"
    city = _ISLANDS.get(zone) or get_timezone_location(zone, locale=dates.LOCALE, return_city=True)
    return f"{city} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"
