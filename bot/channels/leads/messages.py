"""Makes the forms and messages with which leads run their channel. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar.agenda import Entry
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Change, Channel, Lead
from bot.channels.nudges import messages as compose
from bot.channels.own_tips import texts as texts_own
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.presence import texts as texts_presence
from bot.channels.presence import words as stopped_words
from bot.channels.settings import texts as texts_settings
from bot.channels.settings import words as settings_words
from bot.core import dates
from bot.core.forms import Choice, DateField, Form, Option, People, TextField
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    Text,
    bold,
    link,
    mention,
    text,
)
from bot.library.tips import Library, Series

MOST_OPTIONS = 100
OWN_PAGE = 15


def about(channel: Channel) -> Part:
    """Which channel a form is about: it may have been opened on the home tab."""
    return Context(text(texts.FORM_CHANNEL.format(channel=channel.name)))


def locked(channel: Channel, coming: Sequence[Part]) -> Form:
    """In the place of the settings, where the channels file manages them."""
    said = Paragraph(text(texts_settings.LOCKED.format(channel=channel.name)))
    return Form(
        "locked", texts_settings.SETTINGS, (said, Paragraph(text(bold(texts_settings.PREVIEW_NOW))), *coming)
    )


def meanwhile(theirs: Sequence[Change], library: Library) -> tuple[Part, ...]:
    """What others changed since the form was opened."""
    lines = tuple(text(settings_words.who(one), ". ", *settings_words.change(one, library)) for one in theirs)
    return (
        Paragraph(text(bold(texts_settings.MEANWHILE))),
        Items(lines),
        Paragraph(text(texts_settings.MEANWHILE_NOW)),
    )


def saved(channel: Channel, coming: Sequence[Part]) -> Form:
    words = texts_settings.SAVED_ON if channel.settings.active else texts_settings.SAVED_OFF
    parts = (
        Paragraph(text(words.format(channel=channel.name))),
        *(coming if channel.settings.active else ()),
        Buttons(
            (
                Button("leads", texts_leads.LEADS, channel.id),
                Button("planning", texts.SEE_PLANNING, channel.id),
            )
        ),
    )
    return Form("saved", texts_settings.SAVED, parts)


def leads_form(channel: Channel, leads: Sequence[Lead]) -> Form:
    """Those whom the channels file names are said, and cannot be taken away here."""
    here = tuple(lead.user for lead in leads if lead.source == "slack")
    fixed = [lead.user for lead in leads if lead.source == "file"]
    parts: list[Part | People] = [about(channel)]
    if fixed:
        parts.append(Paragraph(text(texts_leads.LEADS_FILE, *_mentions(fixed))))
    parts.append(People("leads", texts_leads.LEADS_LABEL, here, texts_leads.LEADS_HINT))
    return Form(
        "leads", texts_leads.LEADS_TITLE, tuple(parts), texts.SAVE, texts.CANCEL, {"channel": channel.id}
    )


def leads_saved(channel: Channel, leads: Sequence[Lead]) -> Message:
    said = texts_leads.LEADS_SAVED.format(channel=channel.name)
    return Message(said, (Paragraph(text(said, *_mentions([lead.user for lead in leads]))),))


def _mentions(users: Sequence[str]) -> Text:
    pieces = [piece for user in users for piece in (mention(user), ", ")]
    return text(*pieces[:-1], ".")


def pause_form(channel: Channel) -> Form:
    field = DateField("until", texts.PAUSE_UNTIL, None, texts.PAUSE_HINT, required=False)
    return Form(
        "pause",
        texts.PAUSE_TITLE,
        (about(channel), field),
        texts.PAUSE,
        texts.CANCEL,
        {"channel": channel.id},
    )


def swap_form(channel: Channel, entry: Entry, tips: Sequence[AnyTip]) -> Form:
    """At most 100 tips; more does a form not hold."""
    now = entry.tip
    offered = [*([now] if now else []), *(tip for tip in tips if now is None or tip.id != now.id)]
    options = tuple(Option(tip.id, tip.title) for tip in offered[:MOST_OPTIONS])
    label = texts.SWAP_LABEL.format(date=dates.date(entry.slot))
    field = Choice("tip", label, options, now.id if now else "")
    ids = {"channel": channel.id, "slot": entry.slot.isoformat()}
    return Form("swap", texts.SWAP_TITLE, (about(channel), field), texts.SAVE, texts.CANCEL, ids)


def own_tip_form(channel: Channel, tip: OwnTip | None) -> Form:
    """A new tip, or one to edit."""
    use = "mix" if tip is None or tip.rotates else "keep"
    parts = (
        TextField(
            "title", texts_own.OWN_TITLE, tip.title if tip else "", "", texts_own.OWN_TITLE_EXAMPLE, most=60
        ),
        TextField(
            "do", texts_own.OWN_DO, tip.do if tip else "", texts_own.OWN_DO_HINT, multiline=True, most=500
        ),
        TextField("why", texts_own.OWN_WHY, tip.why if tip else "", multiline=True, most=500),
        TextField("link", texts_own.OWN_LINK, (tip.link or "") if tip else "", required=False, most=500),
        Choice(
            "use",
            texts_own.OWN_USE,
            tuple(Option(value, label) for value, label in texts_own.OWN_USES.items()),
            use,
        ),
    )
    ids = {"channel": channel.id, **({"tip": tip.id} if tip else {})}
    return Form("own_tip", texts_own.OWN_ADD_TITLE, (about(channel), *parts), texts.SAVE, texts.CANCEL, ids)


def own_tips(channel: Channel, tips: Sequence[OwnTip], page: int) -> Message:
    """A page of the team's tips, each with what can be done with it."""
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


def greeting(channel: str) -> Message:
    buttons = (
        Button("settings", texts.SET_UP, channel, primary=True),
        Button("example", texts.SEE_EXAMPLE, channel),
    )
    parts = (
        Paragraph(text(texts_presence.GREETING)),
        Paragraph(text(texts_presence.GREETING_OFF)),
        Context(text(texts_presence.GREETING_PRIVACY)),
        Buttons(buttons),
    )
    return Message(texts_presence.GREETING_SUMMARY, parts)


def stopped(channel: Channel, code: str) -> Message:
    """To the leads, when nothing can be posted any more."""
    words = texts_presence.STOPPED.get(code) or texts_presence.STOPPED_OTHER
    reason, advice = stopped_words.why(code), stopped_words.advice(code)
    said = words.format(channel=channel.name, reason=reason, advice=advice)
    buttons = (Buttons((Button("resume", texts.RESUME, channel.id),)),) if code == "is_shared" else ()
    return Message(said, (Paragraph(text(said)), *buttons))


def back(channel: Channel) -> Message:
    if channel.next_due_at is None:
        return compose.say(texts_presence.BACK_NONE.format(channel=channel.name))
    moment = compose_channels.moment(channel, channel.next_due_at)
    return compose.say(texts_presence.BACK.format(channel=channel.name, moment=moment))


def nobody_leads(channel: Channel) -> Message:
    """To whoever may take the channel over."""
    return _take_over(texts_leads.LEADS_GONE.format(channel=channel.name), (), channel)


def please_lead(channel: Channel, asker: str) -> Message:
    """Somebody of the channel asks for a lead."""
    said = texts_leads.PLEASE_LEAD.format(channel=channel.name)
    return _take_over(
        texts_leads.PLEASE_LEAD_SUMMARY.format(channel=channel.name), text(mention(asker), said), channel
    )


def _take_over(summary: str, words: Text, channel: Channel) -> Message:
    buttons = (
        Button("settings", texts.SET_UP, channel.id, primary=True),
        Button("leads", texts_leads.LEADS_CHOOSE, channel.id),
    )
    said = Paragraph(words or text(summary))
    return Message(summary, (said, Context(text(texts_leads.PLEASE_LEAD_HOW)), Buttons(buttons)))


def ask_for_lead(sentence: str, channel: str) -> Message:
    """To somebody who may not change a channel that nobody leads."""
    ask = Confirm(
        texts_leads.ASK_LEAD_TITLE, texts_leads.ASK_LEAD_TEXT, texts_leads.ASK_LEAD_YES, texts.CANCEL
    )
    button = Button("ask_lead", texts_leads.ASK_LEAD, channel, confirm=ask)
    return Message(sentence, (Paragraph(text(sentence)), Buttons((button,))))


def series_ends(channel: Channel, series: Series) -> Message:
    said = texts.SERIES_ENDS.format(series=series.title, channel=channel.name)
    buttons = (
        Button("settings", texts.SERIES_CHOOSE, channel.id, primary=True),
        Button("planning", texts.SEE_PLANNING, channel.id),
    )
    return Message(said, (Paragraph(text(said)), Paragraph(text(texts.SERIES_NEXT)), Buttons(buttons)))
