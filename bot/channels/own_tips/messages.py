"""Makes the list of a team's own tips, and the form for one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.model import Channel
from bot.channels.own_tips import texts as texts_own
from bot.channels.own_tips.model import OwnTip
from bot.core.forms import Choice, Form, Option, TextField
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Heading,
    Message,
    Paragraph,
    Part,
    bold,
    link,
    text,
)

OWN_PAGE = 15


def own_tip_form(channel: Channel, tip: OwnTip) -> Form:
    """A new tip, or one to edit."""
    parts = (
        TextField("title", texts_own.OWN_TITLE, tip.title, "", texts_own.OWN_TITLE_EXAMPLE, most=60),
        TextField("do", texts_own.OWN_DO, tip.do, texts_own.OWN_DO_HINT, multiline=True, most=500),
        TextField("why", texts_own.OWN_WHY, tip.why, multiline=True, most=500),
        Choice("audience", texts_own.OWN_AUDIENCE, _options(texts_own.OWN_AUDIENCES), tip.audience),
        TextField(
            "question",
            texts_own.OWN_QUESTION,
            tip.question,
            texts_own.OWN_QUESTION_HINT,
            required=False,
            most=300,
        ),
        TextField("link", texts_own.OWN_LINK, tip.link or "", required=False, most=500),
        Choice(
            "use",
            texts_own.OWN_USE,
            _options(texts_own.OWN_USES),
            "mix" if tip.rotates else "keep",
        ),
    )
    ids = {"channel": channel.id, **({"tip": tip.id} if tip.id else {})}
    return Form(
        "own_tip",
        texts_own.OWN_ADD_TITLE,
        (compose_channels.about(channel), *parts),
        texts.SAVE,
        texts.CANCEL,
        ids,
    )


def _options(labels: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in labels.items())


def own_tips(channel: Channel, tips: Sequence[OwnTip], page: int) -> Message:
    """A page of the team's tips, each with its buttons."""
    title = texts_own.OWN_TIPS.format(channel=channel.name)
    parts: list[Part] = [Heading(title)]
    if not tips:
        parts.append(Paragraph(text(texts_own.OWN_TIPS_NONE)))
    for tip in tips[page * OWN_PAGE : (page + 1) * OWN_PAGE]:
        parts += _own_tip(channel, tip)
    add = Button("own_add", texts_own.OWN_ADD, channel.id, primary=True)
    more = len(tips) > (page + 1) * OWN_PAGE
    following = (Button("own_tips", texts.HOME_FOLLOWING, f"{channel.id}/{page + 1}"),) if more else ()
    return Message(title, (*parts, Buttons((add, *following))))


def _own_tip(channel: Channel, tip: OwnTip) -> tuple[Part, ...]:
    value = f"{channel.id}/{tip.id}"
    ask = Confirm(
        texts_own.OWN_REMOVE_TITLE, texts_own.OWN_REMOVE_TEXT, texts_own.OWN_REMOVE, texts_own.OWN_REMOVE_NO
    )
    more = text("\n", link(tip.link, tip.link)) if tip.link else ()
    return (
        Paragraph(text(bold(tip.title), "\n", tip.do, *more)),
        Context(text(texts_own.OWN_ROTATES if tip.rotates else texts_own.OWN_RESTS)),
        Buttons(
            (
                Button("own_next", texts_own.OWN_NEXT, value),
                Button("own_edit", texts_own.OWN_EDIT, value),
                Button("own_remove", texts_own.OWN_REMOVE, value, confirm=ask),
            )
        ),
    )
