"""Makes messages about plans, check-ins, counts and a person's own data: their content and its order. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from bot.channels import texts as texts_channels
from bot.core import dates
from bot.core.figures import Figures, Silence
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Text,
    bold,
    link,
    mention,
    say,
    text,
)
from bot.core.zones import local_date
from bot.habits import texts
from bot.habits.harvest import messages as harvest
from bot.habits.plans.model import OUTCOMES, Plan
from bot.habits.plans.rhythm import row
from bot.habits.plans.wording import Offer, capital, sentence
from bot.habits.trial.model import Arm
from bot.library.tips import Tip

TELL_CONFIRM = Confirm(texts.TELL_TITLE, texts.TELL_TEXT, texts.TELL_YES, texts.NOT_NOW)
REMOVE_CONFIRM = Confirm(texts.REMOVE_TITLE, texts.REMOVE_TEXT, texts.REMOVE, texts.CANCEL)
PAGE = 12
"""Plans on one page of `mine`, so that it stays within what a platform can show."""


def nudge_buttons(nudge: uuid.UUID, arm: Arm | None, *, sourced: bool = True) -> tuple[Part, ...]:
    """The buttons under a nudge; in a trial's plain weeks there is no plan button. A lead's own tip, which is not
    `sourced`, has no example of a plan and no passage, so it has no buttons."""
    id = str(nudge)
    plan = (Button("plan", texts.PLAN, id, primary=True),) if arm != "plain" else ()
    return (Buttons((*plan, Button("how", texts.HOW, id))),) if sourced else ()


def this_week(nudge: Message, channel: str, slot: dt.date, address: str | None) -> tuple[Part, ...]:
    """On the home page: a tip as it was posted, with a link to where."""
    said = texts_channels.HOME_TIP.format(channel=channel, date=dates.date(slot))
    return (Context(text(link(said, address))), *nudge.parts)


def no_tip_yet() -> tuple[Part, ...]:
    """On the home page of somebody whose channels had no tip this week."""
    return (Paragraph(text(texts_channels.HOME_WHAT)),)


def if_then(plan: Plan) -> Text:
    return text(sentence(plan.when, plan.then))


def moments(offer: Offer) -> Message:
    """For the person who pressed "Ik doe dit": what to do, and one click for when."""
    chosen = [
        Button(f"plan_{moment}", capital(words), offer.nudge) for moment, words in offer.moments.items()
    ]
    own = Button("plan_own", texts.OWN_MOMENT, offer.nudge)
    parts = (
        Paragraph(text(bold(texts.MOMENT_ASK))),
        Quote(text(offer.act)),
        Buttons((*chosen, own)),
        Context(text(texts.MOMENT_HOW)),
    )
    return Message(texts.MOMENT_SUMMARY.format(title=offer.title), parts)


def here(plan: Plan) -> str:
    """The value of a button whose message is about this plan alone: what comes of it takes the message's place."""
    return f"{plan.id}/here"


def planned(plan: Plan) -> Message:
    """For the person who just made or changed a plan."""
    remind = (
        texts.PLANNED_REMIND.format(date=_remind_date(plan)) if plan.remind_at else texts.PLANNED_NO_REMIND
    )
    tell = Button("tell_plan", texts.TELL, str(plan.id), confirm=TELL_CONFIRM)
    change = Button("change_plan", texts.CHANGE, here(plan))
    untold = plan.ref.channel and not plan.told
    parts = (
        Paragraph(text(texts.PLANNED)),
        Quote(if_then(plan)),
        Paragraph(text(remind)),
        Buttons((tell, change) if untold else (change,)),
    )
    return Message(texts.PLANNED, parts)


def told(plan: Plan, title: str) -> Message:
    """Under the nudge, because the person chose to tell the group."""
    parts = (Paragraph(text(mention(plan.person), texts.TOLD)), Quote(if_then(plan)))
    return Message(texts.TOLD_SUMMARY.format(title=title), parts)


def check_in(plan: Plan, title: str | None) -> Message:
    """The one question about a plan. `title` is the tip's, None if the tip is gone."""
    made = dates.date(local_date(plan.made_at, plan.timezone))
    about: tuple[Part, ...] = (Context(text(texts.CHECK_IN_TIP.format(title=title))),) if title else ()
    answers = tuple(
        Button(f"check_in_{outcome}", texts.OUTCOME[outcome], str(plan.id)) for outcome in OUTCOMES
    )
    others = (
        Button("replan", texts.REPLAN, here(plan)),
        Button("stop_plan", texts.STOP, str(plan.id)),
        Button("snooze", texts.SNOOZE),
    )
    parts = (
        Paragraph(text(texts.CHECK_IN_INTRO.format(date=made))),
        Quote(if_then(plan)),
        *about,
        Paragraph(text(texts.CHECK_IN_ASK)),
        Buttons(answers),
        Buttons(others),
    )
    return Message(texts.CHECK_IN_SUMMARY, parts)


def answered(plan: Plan, *, shares: bool = False) -> Message:
    """For the person who said how it went; `shares`: a sentence about it can come on a card of the Vrijdagoogst."""
    said = texts.ANSWERED[plan.outcome] if plan.outcome else texts.STOPPED
    buttons = [Button("reflect", texts.REFLECT, str(plan.id))]
    if shares:
        buttons.append(harvest.share(plan.id))
    buttons.append(Button("replan", texts.REPLAN, here(plan)))
    parts = (Paragraph(text(said)), Quote(if_then(plan)), *_reflection(plan), Buttons(tuple(buttons)))
    return Message(said, parts)


def apart(message: Message, slot: dt.date, title: str | None) -> Message:
    """A message meant for a tip's thread, when the tip's own message is unknown: it says which tip it is about."""
    about = texts.ABOUT.format(date=dates.date(slot)) + (f": {title}" if title else "")
    return Message(f"{about}. {message.summary}", (Context(text(about)), *message.parts))


def team_question(tip: Tip) -> Message:
    """In the thread, at the time of the check-ins: the tip's question to the team."""
    parts = (Paragraph(text(bold(tip.question))), Context(text(texts.QUESTION_HOW)))
    return Message(texts.QUESTION_SUMMARY.format(title=tip.title), parts)


def count(figures: Figures) -> Message | None:
    """In the thread, once and final: the figures about the tip that may be shown; None, and no word, if none may."""
    said = _counted(figures)
    parts = (Paragraph(text(said)), Context(text(texts.COUNT_HOW)))
    return Message(f"{texts.COUNT_SUMMARY} {said}", parts) if said else None


def used_question(nudge: uuid.UUID) -> Message:
    """In the thread, in both arms of a trial."""
    buttons = (Button("used", texts.YES, str(nudge)), Button("not_used", texts.NO, str(nudge)))
    parts = (Paragraph(text(bold(texts.USED_ASK))), Buttons(buttons), Context(text(texts.USED_HOW)))
    return Message(texts.USED_ASK, parts)


def silence(channel: str, name: str, said: Silence) -> Message:
    """For a lead, when nobody clicked for a while and the team is large enough to say so."""
    choices = (
        ("silence_theme", texts.SILENCE_THEME),
        ("silence_biweekly", texts.SILENCE_BIWEEKLY),
        ("silence_pause", texts.SILENCE_PAUSE),
    )
    parts = (
        Paragraph(text(texts.SILENCE.format(count=said.tips, name=name))),
        Buttons(tuple(Button(action, label, channel) for action, label in choices)),
        Context(text(texts.SILENCE_ONCE)),
    )
    return Message(texts.SILENCE_SUMMARY, parts)


def mine(plans: Sequence[Plan], snoozed: dt.datetime | None, now: dt.datetime, page: int = 0) -> Message:
    """A person's own weeks and plans, open ones first, `PAGE` on a page."""
    ordered = sorted(plans, key=lambda plan: plan.state != "open")
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    parts: list[Part] = [Context(text(texts.MINE_HOW))]
    if weeks := row(plans, now):
        parts.append(Paragraph(text(weeks)))
    if snoozed and plans:
        until = dates.date(local_date(snoozed, plans[0].timezone))
        parts.append(Paragraph(text(texts.MINE_SNOOZED.format(date=until))))
    before = None
    for plan in shown:
        heading = texts.MINE_OPEN if plan.state == "open" else texts.MINE_PAST
        if heading != before:
            parts.append(Heading(heading))
        before = heading
        parts += _mine(plan)
    more = [Button("mine", texts.OLDER, str(page + 1))] if len(ordered) > (page + 1) * PAGE else []
    more += [Button("unsnooze", texts.UNSNOOZE) if snoozed else Button("snooze", texts.SNOOZE)]
    if not shown:
        return say(texts.MINE_NONE)
    return Message(texts.MINE_SUMMARY, (*parts, Buttons(tuple(more))))


def _mine(plan: Plan) -> tuple[Part, ...]:
    if plan.state == "open":
        how = texts.MINE_REMIND.format(date=_remind_date(plan)) if plan.remind_at else texts.MINE_ASKED
        acts = [
            Button("change_plan", texts.CHANGE, str(plan.id)),
            Button("finish_plan", texts.FINISH, str(plan.id)),
        ]
    else:
        how = texts.OUTCOME[plan.outcome] + "." if plan.outcome else texts.MINE_STATE[plan.state]
        acts = [Button("replan", texts.REPLAN, str(plan.id))] if plan.state != "replanned" else []
    remove = Button("remove_plan", texts.REMOVE, str(plan.id), confirm=REMOVE_CONFIRM)
    written = f"\n{texts.REFLECTION}{plan.reflection}" if plan.reflection else ""
    return Paragraph((*if_then(plan), *text(f"\n{how}{written}"))), Buttons((*acts, remove))


def _counted(figures: Figures) -> str:
    if figures.plans is not None and figures.done is not None:
        return texts.COUNT_PLANS_DONE.format(plans=figures.plans, done=figures.done)
    if figures.plans is not None:
        return texts.COUNT_PLANS.format(plans=figures.plans)
    return texts.COUNT_DONE.format(done=figures.done) if figures.done is not None else ""


def _reflection(plan: Plan) -> tuple[Part, ...]:
    return (Paragraph(text(texts.REFLECTION, plan.reflection)),) if plan.reflection else ()


def _remind_date(plan: Plan) -> str:
    assert plan.remind_at is not None  # noqa: S101 - only called where there is one
    return dates.date(local_date(plan.remind_at, plan.timezone))
