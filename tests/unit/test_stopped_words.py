"""Every reason why the bot cannot post is a sentence that says what helps, and never a code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels import home_messages
from bot.channels import messages as compose_channels
from bot.channels import texts as texts_settings
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Act
from bot.channels.nudges import messages as compose
from bot.channels.presence import messages
from bot.channels.presence.model import STOPS
from bot.channels.settings import words as settings_words
from bot.core.messages import Items, Message
from bot.core.words import filled
from bot.delivery import texts as texts_stopped
from bot.delivery.notices import messages as compose_notices
from bot.delivery.notices import words as stopped_words
from bot.library.tips import Library
from bot.slack import texts as texts_slack
from bot.slack.errors import MEANINGS, REASONS
from bot.slack.words import WORDS
from tests.factories import NINE, a_channel, a_delivery

PAUSING = {code for code, meaning in MEANINGS.items() if meaning in ("channel", "workspace")}
CODES = sorted(PAUSING | REASONS["failed"] | set(STOPS.values()) | {"something_new", "x"})
LIBRARY = Library({}, {}, {})


def said(code: str) -> Iterator[Message]:
    """Every place where people see why a channel gets no tips."""
    stopped = replace(a_channel(version=1), paused=code, next_due_at=None, next_slot=None)
    yield compose.status(stopped, None, LIBRARY, due=None, today=NINE.date(), tell_missed=True)
    yield compose_channels.planning(stopped, (), dt.timedelta(), may_change=True)
    yield Message("", compose_channels.preview(stopped, ()))
    row = home_messages.ChannelRow("in", stopped, NINE.date(), may_change=False)
    yield Message("", home_messages.channels([row], 0, 1, outsider=False))
    yield Message("", home_messages.administration(home_messages.Administration((), (row,), (), "1.0")))
    yield messages.stopped(stopped, code)
    for state in ("failed", "skipped"):
        past = a_delivery(state=state, error=code)
        yield compose_channels.history(stopped, [(past, None)], {}, may_change=False)
    for what in ("failed", "paused"):
        yield compose_notices.notice(what, a_delivery(error=code), "bouw", "Europe/Amsterdam")
    change = Act("U1VERA", NINE).change("pause", code, None)
    yield Message("", (Items((settings_words.change(change, LIBRARY),)),))


@pytest.mark.parametrize("code", CODES)
def test_no_code_of_slack_is_shown_to_people(code: str) -> None:
    for message in filled(tuple(said(code)), WORDS):
        seen = repr(message.summary) + repr(message.parts)
        assert code == "x" or code not in seen
        assert not re.search(r"[a-z]_[a-z]+ ?[.)]", message.summary)
        assert "{" not in seen


@pytest.mark.parametrize("code", sorted(PAUSING | set(STOPS.values())))
def test_what_keeps_the_bot_from_posting_has_words_of_its_own(code: str) -> None:
    assert stopped_words.why(code) != texts_stopped.REASON_OTHER
    assert stopped_words.advice(code).endswith(".")


def test_who_removed_the_bot_reads_the_same_advice_everywhere() -> None:
    messages = filled(tuple(said("not_in_channel")), WORDS)
    advice = texts_stopped.INVITE_AGAIN.by(WORDS)
    advised = [message for message in messages if advice in repr(message.summary) + repr(message.parts)]
    assert len(advised) == 6, "the status, the planning, the preview, what leads hear, and two notices"
    for text in (
        texts_leads.NOT_INVITED,
        texts_leads.IN_DIRECT,
        texts_settings.HOME_NONE,
        texts_slack.INSTALLED_TEXT,
    ):
        assert WORDS.invite in filled(text, WORDS)
