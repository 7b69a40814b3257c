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
from bot.core.forms import REDRAW, Form
from bot.core.messages import Button, Buttons, Context, Divider, Paragraph, Part, bold, text
from bot.library.tips import Library

SWAP = "swap"
PICK = "swap_pick"
OWN = "own"
"""The theme of a channel's own tips."""
PAGE = 20
"""Tips on a page, each of two blocks, within the 100 of a form."""
LINE = 150
IN_A_ROW = 20
"""Buttons in a row; Slack takes 25: https://docs.slack.dev/reference/block-kit/blocks/actions-block"""


def swap(
    channel: Channel, entry: Entry, offered: Sequence[AnyTip], library: Library, pressed: str = ""
) -> Form:
    """`pressed` is the theme whose tips are shown, and after a slash the page; the themes, if there is no such one."""
    themes = _by_theme(offered, library)
    theme, _, page = pressed.partition("/")
    if len(themes) == 1:
        theme = next(iter(themes))
    label = texts.SWAP_LABEL.format(date=dates.date(entry.slot))
    now = (Context(text(texts.SWAP_NOW.format(title=entry.tip.title))),) if entry.tip else ()
    if theme in themes:
        shown = _tips(channel, entry, themes[theme], theme, int(page) if page.isdecimal() else 0)
        back = (Button(REDRAW, texts.SWAP_BACK, "/"),) if len(themes) > 1 else ()
        below = (Divider(), Buttons(back)) if back else ()
        parts: tuple[Part, ...] = (Paragraph(text(bold(_title(theme, library)))), *shown, *below)
    else:
        counted = [
            Button(REDRAW, texts.SWAP_THEME.format(theme=_title(id, library), count=len(tips)), id)
            for id, tips in themes.items()
        ]
        rows = (
            Buttons(tuple(counted[start : start + IN_A_ROW])) for start in range(0, len(counted), IN_A_ROW)
        )
        parts = (Paragraph(text(texts.SWAP_WHICH)), *rows)
    about = {"channel": channel.id, "slot": entry.slot.isoformat()}
    above = (compose_channels.about(channel), Paragraph(text(bold(label))), *now)
    return Form(SWAP, texts.SWAP_TITLE, (*above, *parts), close=texts.CANCEL, about=about)


def _by_theme(offered: Sequence[AnyTip], library: Library) -> Mapping[str, Sequence[AnyTip]]:
    """The offered tips by theme, in the library's order, with a channel's own ones first."""
    found: dict[str, list[AnyTip]] = {OWN: [], **{id: [] for id in library.themes}}
    for tip in offered:
        found[OWN if isinstance(tip, OwnTip) else tip.theme].append(tip)
    return {id: tips for id, tips in found.items() if tips}


def _title(theme: str, library: Library) -> str:
    return texts_own.OWN_TIPS_TITLE if theme == OWN else library.themes[theme].title


def _tips(channel: Channel, entry: Entry, tips: Sequence[AnyTip], theme: str, page: int) -> Sequence[Part]:
    parts: list[Part] = []
    for tip in tips[page * PAGE : (page + 1) * PAGE]:
        parts.append(Paragraph(text(bold(tip.title), "\n", line(tip))))
        if entry.tip is None or tip.id != entry.tip.id:
            parts.append(Buttons((Button(PICK, texts.SWAP_PICK, f"{channel.id}/{entry.slot}/{tip.id}"),)))
    if len(tips) > (page + 1) * PAGE:
        parts.append(Buttons((Button(REDRAW, texts.SWAP_MORE, f"{theme}/{page + 1}"),)))
    return parts


def line(tip: AnyTip) -> str:
    """What a tip asks, in one line."""
    words = " ".join((tip.do if isinstance(tip, OwnTip) else tip.voice.do).split())
    return words if len(words) <= LINE else f"{words[:LINE].rsplit(' ', 1)[0]} …"
