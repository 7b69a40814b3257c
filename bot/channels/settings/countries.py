"""The countries whose public holidays a form offers."""

from __future__ import annotations

from bot.core import dates

# fmt: off
OFFERED = (
    "NL", "BE", "DE", "LU", "FR", "GB", "IE", "DK", "SE", "NO", "FI", "IS", "AT", "CH", "IT", "ES",
    "PT", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "HR", "SI", "EE", "LV", "LT", "UA", "TR", "CY",
    "MT", "CW", "AW", "SX", "BQ", "SR", "US", "CA", "MX", "BR", "AR", "CL", "CO", "ZA", "NG", "KE",
    "GH", "EG", "MA", "TN", "IL", "AE", "SA", "IN", "PK", "BD", "LK", "ID", "SG", "MY", "TH", "VN",
    "PH", "CN", "HK", "TW", "JP", "KR", "AU", "NZ",
)
# fmt: on


def offered(stored: str) -> tuple[tuple[str, str], ...]:
    """Code and Dutch name, the Netherlands first and then by name; `stored` is among them."""
    names = {code: name(code) for code in (*OFFERED, stored)}
    return tuple(sorted(names.items(), key=lambda one: (one[0] != "NL", one[1])))


def name(code: str) -> str:
    from babel import Locale

    return str(Locale(dates.LOCALE).territories.get(code, code))
