"""What a team and its leads are told about people: each message with the one of three reasons why it may be told.

`GATE`: it passed `bot.domain.figures`. `OWN`: somebody chose to show it under their own name. `ROLE`: the state of a
role that somebody has, and what was done in it. A new message, or a new sentence about people, fails here until it has
one of the three, or is for the eyes of the one whom it is about (`SELF`), or is about nobody (`NONE`).
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

import bot.domain
from bot.domain import compose_habits
from bot.domain.figures import Figures, Silence
from bot.domain.overview import Overview

Why = Literal["GATE", "OWN", "ROLE", "SELF", "NONE"]

MESSAGES: Mapping[Why, str] = {
    "GATE": """
        compose_habits.count compose_habits.silence compose_overview.message compose_overview.table
        compose_overview.theme_table compose_overview.alt_text
    """,
    "OWN": "compose.shared compose_habits.told compose_habits.shared compose_leads.please_lead",
    "ROLE": """
        compose_home.home compose_channels.changes compose_leads.meanwhile compose_leads.leads_form
        compose_leads.leads_saved compose_leads.nobody_leads compose_leads.ask_for_lead settings_words.change
        settings_words.who
    """,
    "SELF": """
        compose.answer compose.nothing compose_habits.planned compose_habits.check_in compose_habits.answered
        compose_habits.mine compose_habits.privacy compose_habits.erased compose_habits.if_then
    """,
    "NONE": """
        compose.say compose.nudge compose.tip_answer compose.help compose.themes compose.series compose.articles
        compose.status compose_channels.moment compose_channels.why compose_channels.entry compose_channels.until
        compose_channels.preview compose_channels.unknown_years compose_channels.planning compose_channels.example
        compose_channels.ask_before_posting compose_channels.history compose_channels.paused compose.privately
        compose_habits.apart compose_channels.resumed compose_habits.nudge_buttons compose_habits.passage
        compose_habits.team_question compose_habits.used_question compose_habits.trial compose_leads.about
        compose_leads.locked compose_leads.saved
        compose_leads.pause_form compose_leads.swap_form compose_leads.own_tip_form compose_leads.own_tips
        compose_leads.greeting compose_leads.stopped compose_leads.back compose_leads.series_ends
        compose_notices.notice settings_form.form settings_form.filled_in
    """,
}
"""Every function that makes a message, a form, or a part of one."""

SENTENCES: Mapping[Why, str] = {
    "GATE": """
        texts_habits.SILENCE texts_habits.FIGURE_NAMES texts_habits.COUNT_PLANS texts_habits.COUNT_PLANS_DONE
        texts_habits.COUNT_DONE texts_habits.COUNT_USEFUL texts_habits.COUNT_NOT_USEFUL texts_habits.OVERVIEW_COUNTED
        texts_habits.CHART_ALT texts_habits.CHART_ALT_ROW texts_habits.TRIAL_ARM texts_habits.TRIAL_DIFFERENCE
        texts_habits.TRIAL_P texts_habits.POINTS texts_settings.HOME_GAPS
    """,
    "OWN": "texts_habits.SHARED texts_settings.PLEASE_LEAD",
    "ROLE": """
        texts_settings.ONLY_LEADS texts_settings.LEADS_FILE texts_settings.LEADS_SAVED texts_settings.LEADS_GONE
        texts_settings.HOME_LEADERS texts_settings.HOME_NO_LEAD texts_settings.NO_LEAD texts_settings.CHANGE_LEAD
    """,
    "SELF": """
        texts_habits.CHECK_IN_INTRO texts_habits.PRIVACY_PART texts_habits.PRIVACY_ALONE texts_habits.AUDIT_OTHER
        texts_settings.LEAD_NEW
        texts_settings.LEADS_UNFIT
    """,
    "NONE": """
        texts.PRIVATELY texts.ARTICLES_MORE texts.LISTED texts.SHARE_TEXT texts.HELP_LINES texts_channels.WHY_NAMED
        texts_gaps.MISSED_THANKS texts_gaps.NOTED texts_gaps.GAPS_WHY texts_habits.VOTED texts_habits.TELL_TEXT
        texts_habits.SHARE_TEXT texts_habits.COUNT_HOW
        texts_habits.USED_HOW texts_habits.OVERVIEW_HOW
        texts_habits.OVERVIEW_TITLE texts_habits.OVERVIEW_SUMMARY texts_habits.PRIVACY_NOT texts_habits.VOTES_WHY
        texts_habits.MENTIONS_WHY texts_habits.TRIAL_HOW texts_settings.CLOSED_NAMED
        texts_settings.WORKING_DAYS texts_settings.GUEST texts_settings.NOT_A_COLLEAGUE
        texts_settings.ASK_LEAD texts_settings.ASK_LEAD_TITLE texts_settings.ASKED_NOBODY texts_settings.PLEASE_LEAD_HOW
        texts_settings.FIRST_TIME
        texts_settings.PAUSE_HINT texts_settings.CHANGE_FOREVER texts_settings.LEADS texts_settings.LEADS_TITLE
        texts_settings.LEADS_HINT texts_settings.LEADS_NOBODY texts_settings.LEADS_CHOOSE
        texts_settings.THIS_PERSON texts_settings.GREETING_OFF
    """,
}
"""Every sentence with a word for people, or with a place for something about them."""

PEOPLE = re.compile(
    r"\b(niemand|mensen|persoon|personen|collega|collega's|iedereen|leden|een ander|anderen|teamleiders?|iemand"
    r"|sommigen?|enkelen?|de helft|de meesten?|klikten?|reageerden?|antwoordden?|stemden?|deed|deden|maakten?)\b",
    re.IGNORECASE,
)
ABOUT_PEOPLE = """
    counted count done figures gaps high leads low name no not_useful outcome p plans points rows share useful yes
"""
"""Places in a sentence that may hold something about people."""
ABOUT_THINGS = """
    active advice all answer asked audience author breaks channel channels check_in city clock code date days draws
    example first found heading headings id kept label last length limit line minutes moment offset page pages posts
    question reason region seed series since still theme themes then timezone title typed used value version weekday
    weeks when why words years
"""
"""Places for a date, a title, a channel, a reason, or what the reader wrote."""
REPORT = "texts_privacy"
"""The privacy report is about the bot, and has tests of its own."""


def modules(prefix: str) -> Iterator[tuple[str, ModuleType]]:
    for found in pkgutil.iter_modules(bot.domain.__path__):
        if found.name.startswith(prefix) and found.name != REPORT:
            yield found.name, importlib.import_module(f"bot.domain.{found.name}")


def functions() -> Mapping[str, Callable[..., Any]]:
    made = [*modules("compose"), *modules("settings_words"), *modules("settings_form")]
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
    """Messages, sentences and places that say nothing of why they may be told, and reasons for what is not there."""
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
    monkeypatch.setattr("bot.domain.texts_habits.NEW", sentence, raising=False)
    assert unlisted()


def test_a_new_message_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = FunctionType(compose_habits.erased.__code__, vars(compose_habits), "seldom")
    monkeypatch.setattr(compose_habits, "seldom", new, raising=False)
    assert unlisted() == {"compose_habits.seldom"}


def test_every_message_and_sentence_about_people_says_why_it_may_be_told() -> None:
    assert not unlisted(), "give it one of the three reasons, or say that it is about nobody"


@pytest.mark.parametrize("name", MESSAGES["GATE"].split())
def test_what_goes_through_the_gate_takes_nothing_that_did_not(name: str) -> None:
    """A number that was not gated has no way in: beside what the gate made there are only names."""
    hints = inspect.get_annotations(functions()[name], eval_str=True)
    hints.pop("return")
    assert set(hints.values()) <= {Figures, Silence, Overview, str}
    assert set(hints.values()) & {Figures, Silence, Overview}


ONLY = {
    "Figures": {"domain/figures.py"},
    "Silence": {"domain/figures.py"},
    "Overview": {"domain/overview.py"},
    "Gap": {"store/gaps.py"},
    "Arms": {"domain/trial.py"},
}
"""What is told is made in these files alone."""


def test_nothing_but_the_gate_makes_what_is_told() -> None:
    made: dict[str, set[str]] = {name: set() for name in ONLY}
    root = Path(bot.domain.__file__).parents[1]
    for file in root.rglob("*.py"):
        for name in called(ast.parse(file.read_text(encoding="utf-8"))) & {*ONLY}:
            made[name].add(file.relative_to(root).as_posix())
    assert made == ONLY


def called(tree: ast.Module) -> set[str]:
    """The names of the domain's that are called in a file, whatever it calls them itself."""
    nodes = list(ast.walk(tree))
    ours = {
        alias.asname or alias.name: alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.domain")
        for alias in node.names
    }
    ours |= {node.name: node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    return {ours.get(one.id, "") for one in calls if isinstance(one, ast.Name)} | {
        one.attr for one in calls if isinstance(one, ast.Attribute)
    }
