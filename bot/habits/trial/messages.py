"""What is said about a trial: all of it to administrators, and to a lead only that it runs and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.core import dates
from bot.core.messages import Button, Buttons, Confirm, Context, Message, Paragraph, Part, bold, say, text
from bot.habits import texts
from bot.habits.trial.model import FEWEST_WEEKS, Report

ALL = "*"
"""The value of a button that is for all channels."""
UNLIKELY = 0.05
"""Chance alone seldom gives a difference with a smaller share of the draws than this."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the trials are. `until`: the last day of the one here, None if none runs. `channels` take part, and
    `weeks` are counted. `here` and `everywhere` say why none can start, '' where one can."""

    until: dt.date | None
    channels: int
    weeks: int
    readable: bool
    here: str
    everywhere: str


def running(until: dt.date | None) -> str:
    return texts.TRIAL_RUNNING.format(date=dates.date(until)) if until else texts.TRIAL_NONE


def administration(channel: str, state: State) -> Message:
    """For an administrator: what a trial is, how far it is, and what can be done about it."""
    said = [running(state.until), texts.TRIAL_FAR.format(weeks=state.weeks, smallest=FEWEST_WEEKS)]
    if state.channels:
        said.insert(1, texts.TRIAL_CHANNELS.format(channels=state.channels))
    if not state.until and state.here:
        said.append(state.here)
    parts: tuple[Part, ...] = (
        Paragraph(text(texts.TRIAL_WHAT)),
        Paragraph(text(" ".join(said))),
        Context(text(texts.TRIAL_WHEN)),
    )
    buttons = _buttons(channel, state)
    return Message(texts.TRIAL_SUMMARY, (*parts, Buttons(buttons)) if buttons else parts)


def _buttons(channel: str, state: State) -> tuple[Button, ...]:
    found = [Button("trial_outcome", texts.TRIAL_READ, primary=True)] if state.readable else []
    if state.until:
        found.append(_stop(texts.TRIAL_STOP, channel))
    elif not state.here:
        found.append(Button("start_trial", texts.TRIAL_START, channel))
    if not state.everywhere:
        found.append(Button("start_trial", texts.TRIAL_START_ALL, ALL))
    if state.channels > bool(state.until):
        found.append(_stop(texts.TRIAL_STOP_ALL, ALL))
    return tuple(found)


def _stop(label: str, value: str) -> Button:
    return Button(
        "stop_trial", label, value, confirm=Confirm(label, texts.TRIAL_STOP_TEXT, label, texts.TRIAL_GO_ON)
    )


def outcome(report: Report) -> Message:
    """What a trial shows, without a word of statistics. Figures are of at least five people, as `showable` sees to."""
    if report.plan is None or report.plain is None or report.interval is None or report.p is None:
        return say(texts.TRIAL_NOT_YET)
    plan, plain = (round(100 * arm.share) for arm in (report.plan, report.plain))
    low, high = (_words(bound) for bound in report.interval)
    sure = texts.TRIAL_SURE if report.p < UNLIKELY else texts.TRIAL_CHANCE
    sure = texts.TRIAL_SAME if plan == plain else sure
    parts = (
        Paragraph(text(bold(texts.TRIAL_SHARES.format(yes=plan, no=plain)), " ", sure)),
        Paragraph(text(texts.TRIAL_BETWEEN.format(low=low, high=high))),
        Context(text(texts.TRIAL_OVER.format(weeks=report.used), " ", texts.TRIAL_HOW)),
    )
    return Message(texts.TRIAL_SUMMARY, parts)


def _words(difference: float) -> str:
    points = round(100 * difference)
    if not points:
        return texts.TRIAL_EQUAL
    return (texts.TRIAL_MORE if points > 0 else texts.TRIAL_LESS).format(points=abs(points))
