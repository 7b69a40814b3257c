"""What a team and its leads are told about people: each message with the one of three reasons why it may be told.

`GATE`: it passed `bot.core.figures`. `OWN`: somebody chose to show it under their own name. `ROLE`: the state of a
role that somebody has, and what was done in it. A new message, or a new sentence about people, fails here until it has
one of the three, or is only for the person it is about (`SELF`), or is about nobody (`NONE`).
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Literal

import pytest

import bot
from bot.core.figures import Figures, Silence
from bot.habits import messages as of_habits
from bot.habits.overview.model import Overview
from bot.habits.trial.model import Report

Why = Literal["GATE", "OWN", "ROLE", "SELF", "NONE"]

MESSAGES: Mapping[Why, str] = {
    "GATE": """
        habits.messages.count habits.messages.silence habits.overview.messages.message
        habits.overview.messages.table habits.overview.messages.theme_table habits.overview.messages.alt_text
        habits.trial.messages.outcome
    """,
    "OWN": """
        answers.messages.shared habits.messages.told habits.harvest.messages.card
        channels.leads.messages.please_lead
    """,
    "ROLE": """
        channels.home_messages.administration channels.messages.changes channels.settings.messages.meanwhile
        channels.leads.messages.leads_form channels.leads.messages.leads_saved
        channels.leads.messages.nobody_leads channels.leads.messages.ask_for_lead
        channels.settings.words.change channels.settings.words.who answers.own_words.messages.listed
    """,
    "SELF": """
        answers.talk.messages.own_trouble answers.talk.messages.beneath answers.talk.messages.urgent
        answers.messages.answer answers.messages.nothing habits.messages.planned
        habits.messages.check_in habits.messages.answered habits.messages.mine privacy.messages.privacy
        privacy.messages.erased habits.messages.if_then habits.plans.forms.plan habits.plans.forms.reflection
        habits.plans.forms.snooze habits.harvest.messages.given habits.harvest.messages.share
        habits.harvest.messages.share_gone habits.harvest.forms.line
    """,
    "NONE": """
        answers.own_words.messages.offers answers.adding.messages.under answers.adding.messages.form
        answers.adding.messages.under_way answers.adding.messages.preview answers.adding.messages.accepted
        channels.voices.messages.nudge channels.voices.messages.tip_answer channels.voices.messages.short
        channels.voices.messages.how channels.voices.messages.instead channels.voices.messages.put_off
        channels.voices.messages.started channels.voices.messages.stopped channels.voices.messages.to_lead
        channels.nudges.messages.help channels.nudges.messages.themes channels.nudges.messages.series
        channels.nudges.messages.articles channels.voices.messages.quoted
        channels.voices.messages.named channels.nudges.messages.status
        channels.messages.moment
        channels.messages.why channels.messages.entry channels.messages.until channels.messages.preview
        channels.messages.unknown_years channels.messages.planning channels.messages.example
        channels.messages.ask_before_posting channels.messages.history channels.pauses.messages.paused
        channels.pauses.messages.paused_later channels.pauses.messages.pause_undone
        channels.nudges.messages.privately habits.messages.apart channels.messages.resumed
        habits.messages.nudge_buttons habits.messages.moments habits.messages.here
        habits.messages.team_question
        habits.messages.used_question habits.trial.messages.administration habits.trial.messages.running
        channels.messages.about
        channels.settings.messages.locked channels.settings.messages.saved channels.pauses.messages.pause_form
        channels.home_messages.channels channels.home_messages.manage habits.messages.this_week
        habits.messages.no_tip_yet answers.messages.place_to_ask answers.messages.question_form
        answers.messages.unshared answers.adding.messages.at_home
        channels.nudges.forms.swap channels.nudges.forms.line channels.own_tips.messages.own_tip_form
        channels.own_tips.messages.own_tips channels.presence.messages.greeting channels.presence.messages.stopped
        channels.presence.messages.back channels.messages.series_ends delivery.notices.messages.notice
        delivery.notices.words.advice delivery.notices.words.why
        channels.settings.forms.wants_more channels.settings.forms.form channels.settings.forms.filled_in
        channels.settings.forms.seen
        channels.offers.messages.offer
    """,
}
"""Every function that makes a message, a form, or a part of one."""

SENTENCES: Mapping[Why, str] = {
    "GATE": """
        habits.texts.SILENCE habits.texts.FIGURE_NAMES habits.texts.COUNT_PLANS habits.texts.COUNT_PLANS_DONE
        habits.texts.COUNT_DONE
        habits.texts.OVERVIEW_COUNTED habits.texts.OVERVIEW_MOST habits.texts.OVERVIEW_LEAST
        habits.texts.CHART_ALT habits.texts.CHART_ALT_ROW habits.texts.TRIAL_ARM
        habits.texts.TRIAL_DIFFERENCE habits.texts.TRIAL_P habits.texts.POINTS habits.texts.TRIAL_SHARES
        habits.texts.TRIAL_BETWEEN habits.texts.TRIAL_MORE habits.texts.TRIAL_LESS channels.texts.HOME_GAPS
        answers.own_words.texts.OFFERS_HOW habits.harvest.texts.SOMEBODY
    """,
    "OWN": "channels.leads.texts.PLEASE_LEAD",
    "ROLE": """
        channels.leads.texts.ONLY_LEADS channels.leads.texts.LEADS_FILE channels.leads.texts.LEADS_SAVED
        channels.leads.texts.LEADS_GONE channels.texts.HOME_NO_LEAD
        channels.leads.texts.NO_LEAD channels.settings.texts.CHANGE_LEAD channels.settings.texts.CHANGE_NO_LEAD
    """,
    "SELF": """
        habits.texts.CHECK_IN_INTRO privacy.texts.PRIVACY_PART privacy.texts.PRIVACY_ALONE
        channels.leads.texts.AUDIT_OTHER channels.leads.texts.LEADS_UNFIT
    """,
    "NONE": """
        core.texts.PRIVATELY core.texts.ARTICLES_MORE core.texts.LISTED core.texts.SHARE_TEXT
        core.texts.HELP_LINES channels.calendar.texts.WHY_NAMED answers.gaps.texts.MISSED_THANKS
        answers.gaps.texts.NOTED answers.gaps.texts.GAPS_WHY habits.texts.VOTED habits.texts.TELL_TEXT
        habits.texts.COUNT_HOW habits.texts.USED_HOW habits.texts.OVERVIEW_HOW
        habits.texts.OVERVIEW_TITLE habits.texts.OVERVIEW_SUMMARY privacy.texts.PRIVACY_NOT
        habits.texts.VOTES_WHY privacy.texts.MENTIONS_WHY habits.texts.TRIAL_HOW habits.texts.TRIAL_WHEN
        habits.texts.TRIAL_SMALL
        channels.settings.texts.CLOSED_NAMED
        channels.settings.texts.WORKING_DAYS channels.settings.texts.VOICE_HINT channels.settings.texts.VOICES
        channels.voices.texts.INTRO channels.voices.texts.SUMMARY channels.voices.texts.TITLE
        channels.leads.texts.GUEST channels.leads.texts.NOT_A_COLLEAGUE
        channels.leads.texts.ASK_LEAD channels.leads.texts.ASK_LEAD_TITLE channels.leads.texts.ASKED_NOBODY
        channels.leads.texts.PLEASE_LEAD_HOW channels.settings.texts.FIRST_TIME channels.texts.PAUSE_HINT
        channels.texts.PAUSE_MISSES_MORE
        channels.settings.texts.CHANGE_FOREVER channels.leads.texts.LEADS channels.leads.texts.LEADS_TITLE
        channels.leads.texts.LEADS_HINT channels.leads.texts.LEADS_NOBODY channels.leads.texts.LEADS_CHOOSE
        channels.leads.texts.THIS_PERSON answers.talk.texts.TALK channels.presence.texts.GREETING_OFF
        answers.adding.texts.LINKS answers.adding.texts.REMOVE_TEXT answers.adding.texts.MORE_HEADINGS
        answers.adding.texts.LINK_HINT answers.adding.texts.HOW_WHERE channels.settings.texts.HARVEST_HINT
        habits.harvest.texts.HOW_HINT habits.harvest.texts.HOW_NAMED habits.harvest.texts.WHEN_IT_COMES
        habits.harvest.texts.WHO_READS channels.offers.texts.WHAT channels.offers.texts.HOW channels.offers.texts.DONE
        channels.own_tips.texts.OWN_QUESTION_HINT channels.own_tips.texts.OWN_AUDIENCES
        channels.texts.HOME_MORE answers.adding.texts.HOME_SOME
    """,
}
"""Every sentence with a word for people, or with a place for something about them."""

PEOPLE = re.compile(
    r"\b(niemand|mensen|persoon|personen|collega|collega's|iedereen|leden|een ander|anderen|teamleiders?|iemand"
    r"|sommigen?|enkelen?|de helft|de meesten?|klikten?|reageerden?|antwoordden?|stemden?|deed|deden|maakten?)\b",
    re.IGNORECASE,
)
ABOUT_PEOPLE = """
    counted count done figures gaps high leads low name no outcome p plans points rows share yes
"""
"""Places in a sentence that may contain something about people."""
ABOUT_THINGS = """
    act active advice all answer ask asked audience author bot breaks channel channels check_in city clock
    code date day days draws example first found heading headings id invite kept label last length limit
    line minutes moment most offset other page pages platform posts question reason region said seed series
    since smallest still study theme themes then timezone title typed used value version weekday weeks when
    why word words workspace years
"""
"""Places for a date, a title, a channel, a reason, what the reader wrote, or a word of the platform."""
ROOMS = frozenset({"delivery", "channels", "answers", "habits", "privacy"})
"""The privacy report (`report_texts`) is about the bot, and has tests of its own."""


def modules(*names: str, core: bool = True) -> Iterator[tuple[str, ModuleType]]:
    """The files of these names in the rooms, and in the core, whose messages and forms are empty ones."""
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        name = found.name.removeprefix("bot.")
        if name.rpartition(".")[2] in names and name.partition(".")[0] in {
            *ROOMS,
            *(["core"] if core else []),
        }:
            yield name, importlib.import_module(found.name)


def functions() -> Mapping[str, Callable[..., Any]]:
    made = modules("messages", "home_messages", "words", "forms", core=False)
    return {
        f"{name}.{function.__name__}": function
        for name, module in made
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not function.__name__.startswith("_")
    }


def sentences() -> Mapping[str, list[str]]:
    return {
        f"{name}.{constant}": list(strings(value))
        for name, module in modules("texts")
        for constant, value in vars(module).items()
        if constant.isupper()
    }


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from strings(one)


def places(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^}]*\}", sentence))


def listed(kinds: Mapping[Why, str]) -> list[str]:
    return [name for names in kinds.values() for name in names.split()]


def unlisted() -> set[str]:
    """Messages, sentences and places without a reason why they may be told, and reasons for what does not exist."""
    about = {
        name
        for name, found in sentences().items()
        if any(PEOPLE.search(one) or places(one) & {*ABOUT_PEOPLE.split()} for one in found)
    }
    held = {place for one in sentences().values() for sentence in one for place in places(sentence)}
    known = {*ABOUT_PEOPLE.split(), *ABOUT_THINGS.split()}
    return (about ^ {*listed(SENTENCES)}) | (held - known) | ({*functions()} ^ {*listed(MESSAGES)})


@pytest.mark.parametrize(
    "sentence", ["Drie collega's.", "Vera klikte niet.", "{count} keer", "{people} keer"]
)
def test_a_new_sentence_about_people_is_noticed(monkeypatch: pytest.MonkeyPatch, sentence: str) -> None:
    monkeypatch.setattr("bot.habits.texts.NEW", sentence, raising=False)
    assert unlisted()


def test_a_new_message_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = FunctionType(of_habits.told.__code__, vars(of_habits), "seldom")
    monkeypatch.setattr(of_habits, "seldom", new, raising=False)
    assert unlisted() == {"habits.messages.seldom"}


def test_every_message_and_sentence_about_people_says_why_it_may_be_told() -> None:
    assert not unlisted(), "give it one of the three reasons, or say that it is about nobody"


@pytest.mark.parametrize("name", MESSAGES["GATE"].split())
def test_what_goes_through_the_gate_takes_nothing_that_did_not(name: str) -> None:
    """An ungated number cannot get in: apart from what the gate made, there are only names."""
    hints = inspect.get_annotations(functions()[name], eval_str=True)
    hints.pop("return")
    assert set(hints.values()) <= {Figures, Silence, Overview, Report, str}
    assert set(hints.values()) & {Figures, Silence, Overview, Report}


ONLY = {
    "Figures": {"core/figures.py"},
    "Silence": {"core/figures.py"},
    "Overview": {"habits/overview/model.py"},
    "Gap": {"answers/gaps/store.py"},
    "Arms": {"habits/trial/model.py"},
    "Report": {"habits/trial/model.py"},
}
"""The only files that make what is told."""
HOMES = frozenset(
    {"bot.core.figures", "bot.habits.overview.model", "bot.answers.gaps.model", "bot.habits.trial.model"}
)
"""The file that defines it, because other files have classes of the same name."""


def test_nothing_but_the_gate_makes_what_is_told() -> None:
    made: dict[str, set[str]] = {name: set() for name in ONLY}
    root = Path(bot.__file__).parent
    for file in root.rglob("*.py"):
        for name in called(ast.parse(file.read_text(encoding="utf-8"))) & {*ONLY}:
            made[name].add(file.relative_to(root).as_posix())
    assert made == ONLY


def called(tree: ast.Module) -> set[str]:
    """The bot's own names that a file calls, whatever the file calls them itself."""
    nodes = list(ast.walk(tree))
    ours = {
        alias.asname or alias.name: alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module in HOMES
        for alias in node.names
    }
    ours |= {node.name: node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    return {ours.get(one.id, "") for one in calls if isinstance(one, ast.Name)} | {
        one.attr for one in calls if isinstance(one, ast.Attribute)
    }
