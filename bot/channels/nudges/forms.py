"""Makes the form in which a lead chooses another tip for a slot: a theme, then one of its tips. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar.entries import Entry
from bot.channels.model import Channel
from bot.channels.own_tips import texts as texts_own
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.core import dates
from bot.core.forms import Choice, Form, Option
from bot.core.messages import Items, bold, text
from bot.library.tips import Library

SWAP = "swap"
THEME, TIP = "theme", "tip"
"""The fields. THEME in `about` is the theme whose tips the form shows."""
OWN = "own"
"""The theme of a channel's own tips."""
MOST = 100
"""Tips of a theme; no select takes more options:
https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""
LINE = 150


def swap(
    channel: Channel, entry: Entry, offered: Sequence[AnyTip], library: Library, theme: str = ""
) -> Form:
    """The tips of `theme` with a line of each; if there is no such theme, of that of the tip that comes now."""
    themes = _by_theme(offered, library)
    now = _theme(entry.tip) if entry.tip else ""
    theme = next((id for id in (theme, now) if id in themes), next(iter(themes)))
    tips = themes[theme][:MOST]
    options = tuple(Option(id, _title(id, library)) for id in themes)
    label = texts.SWAP_LABEL.format(date=dates.date(entry.slot))
    chosen = entry.tip.id if entry.tip in tips and entry.tip else ""
    parts = (
        compose_channels.about(channel),
        Choice(THEME, texts.SWAP_WHICH, options, theme, watched=True),
        Items(tuple(text(bold(tip.title), f": {line(tip)}") for tip in tips)),
        Choice(TIP, label, tuple(Option(tip.id, tip.title) for tip in tips), chosen),
    )
    about = {"channel": channel.id, "slot": entry.slot.isoformat(), THEME: theme}
    return Form(SWAP, texts.SWAP_TITLE, parts, texts.SAVE, texts.CANCEL, about, edition=theme)


def _by_theme(offered: Sequence[AnyTip], library: Library) -> Mapping[str, Sequence[AnyTip]]:
    """The offered tips by theme, in the library's order, with a channel's own ones first."""
    found: dict[str, list[AnyTip]] = {OWN: [], **{id: [] for id in library.themes}}
    for tip in offered:
        found[_theme(tip)].append(tip)
    return {id: tips for id, tips in found.items() if tips}


def _theme(tip: AnyTip) -> str:
    return OWN if isinstance(tip, OwnTip) else tip.theme


def _title(theme: str, library: Library) -> str:
    return texts_own.OWN_TIPS_TITLE if theme == OWN else library.themes[theme].title


def line(tip: AnyTip) -> str:
    """What a tip asks, in one line."""
    words = " ".join((tip.do if isinstance(tip, OwnTip) else tip.voice.do).split())
    return words if len(words) <= LINE else f"{words[:LINE].rsplit(' ', 1)[0]} …"
