"""Makes the forms and messages about who leads a channel. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Channel, Lead
from bot.core.forms import Form, PeopleField
from bot.core.messages import Button, Buttons, Confirm, Context, Message, Paragraph, Part, Text, mention, text


def leads_form(channel: Channel, leads: Sequence[Lead]) -> Form:
    """Leads named in the channels file are listed, but cannot be removed here."""
    here = tuple(lead.user for lead in leads if lead.source == "chosen")
    fixed = [lead.user for lead in leads if lead.source == "file"]
    parts: list[Part | PeopleField] = [compose_channels.about(channel)]
    if fixed:
        parts.append(Paragraph(text(texts_leads.LEADS_FILE, *_mentions(fixed))))
    parts.append(PeopleField("leads", texts_leads.LEADS_LABEL, here, texts_leads.LEADS_HINT))
    return Form(
        "leads", texts_leads.LEADS_TITLE, tuple(parts), texts.SAVE, texts.CANCEL, {"channel": channel.id}
    )


def leads_saved(channel: Channel, leads: Sequence[Lead]) -> Message:
    said = texts_leads.LEADS_SAVED.format(channel=channel.name)
    return Message(said, (Paragraph(text(said, *_mentions([lead.user for lead in leads]))),))


def _mentions(users: Sequence[str]) -> Text:
    pieces = [piece for user in users for piece in (mention(user), ", ")]
    return text(*pieces[:-1], ".")


def nobody_leads(channel: Channel) -> Message:
    """For people who may take the channel over."""
    return _take_over(texts_leads.LEADS_GONE.format(channel=channel.name), (), channel)


def please_lead(channel: Channel, asker: str) -> Message:
    """Somebody in the channel asks for a lead."""
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
    """For somebody who may not change a channel that has no lead."""
    ask = Confirm(
        texts_leads.ASK_LEAD_TITLE, texts_leads.ASK_LEAD_TEXT, texts_leads.ASK_LEAD_YES, texts.CANCEL
    )
    button = Button("ask_lead", texts_leads.ASK_LEAD, channel, confirm=ask)
    return Message(sentence, (Paragraph(text(sentence)), Buttons((button,))))
