"""People who may get no passage, a company with its own article, and a walk through everything that can be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.channels.leads import texts as texts_settings
from bot.core import texts
from bot.slack.words import WORDS
from tests.mrkdwn_reader import INVISIBLE
from tests.running import Running, shipped_content
from tests.text_platform import router

POST, WHISPER, MEMBERS = "chat.postMessage", "chat.postEphemeral", "conversations.members"
OWN = "Xylofoonclub Zevenster bespreekt iedere maand in alle rust wat er beter kan en wie daarbij helpt."
ARTICLE = f"---\ntitle: Ons eigen verhaal\n---\n\n## Zo doen wij dat {{#zo}}\n\n{OWN}\n"
SHIPPED_QUESTION, OWN_QUESTION = "ceo blog", "xylofoonclub zevenster"

OUTSIDERS: dict[str, dict[str, Any]] = {
    "U1GAST": {"is_restricted": True},
    "U2GAST": {"is_ultra_restricted": True},
    "U3ELDERS": {"team_id": "T2"},
    "U4ELDERS": {"team_id": "T2", "is_stranger": True, "is_admin": True},
    "U5ELDERS": {"is_stranger": True},
    "U6ELDERS": {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2", "teams": ["T2"]}},
    "U7NERGENS": {"team_id": ""},
    "U8WEG": {"deleted": True},
    "U9ROBOT": {"is_bot": True},
}
READ_ALONG = [user for user in OUTSIDERS if user not in ("U8WEG", "U9ROBOT")]
SISTER = {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T3"]}}
REFUSALS = (texts.COLLEAGUES_ONLY, texts_settings.GUEST, texts_settings.NOT_A_COLLEAGUE.by(WORDS))


def own_article(folder: Path) -> None:
    (folder / "articles").mkdir()
    (folder / "articles" / "eigen.md").write_text(ARTICLE, encoding="utf-8")


def passages() -> list[str]:
    """The first characters of every passage that somebody could be shown."""
    articles = shipped_content().corpus.values()
    return [OWN[:40], *(p[:40] for one in articles for section in one.sections for p in section.paragraphs)]


def plain(held: object) -> str:
    said = json.dumps(held, ensure_ascii=False).replace(INVISIBLE, "").replace("*", "")
    return said.replace("&amp;", "&").replace("&gt;", ">")


def found_in(held: object) -> list[str]:
    said = plain(held)
    return [passage for passage in passages() if passage.replace('"', '\\"') in said]


def typed(name: str) -> str:
    """The command as people type it; a search with a question that has an answer."""
    row = router().commands.by_name[name]
    return f"{row.names[0]} {SHIPPED_QUESTION}" if name == "search" else row.names[0]


async def values(running: Running) -> Mapping[str, str]:
    """The value of a button for each action, as in an old message."""
    hits = shipped_content().search.search(SHIPPED_QUESTION, 9).hits
    passage = hits[0].passage.id
    nudge, slot = str((await running.delivery()).id), "2025-01-14"
    tip = next(iter(shipped_content().library.tips))
    reading = {"more": f"{passage}:", "share": f"{passage}:", "show_tip": tip, "other_tip": f"/{tip}"}
    reading |= {"lead_later": slot, "lead_off": "", "lead_on": ""}
    reading["pause_undo"] = "C1"
    reading |= {"manage": "C1", "ask": ""}
    reading["past_tip"] = f"C1/{tip}"
    reading["theme_tip"] = shipped_content().library.tips[tip].theme
    planning = ("plan", "plan_now", "plan_tomorrow", "plan_meeting", "plan_own")
    under = dict.fromkeys((*planning, "passage", "how", "useful", "not_useful", "used", "not_used"), nudge)
    planned = f"C1/{slot}/{tip}"
    of_a_slot = (
        "swap",
        "skip",
        "unskip",
        "approve",
        "post_now",
        "post_instead",
        "post_extra",
        "example_other",
    )
    of_a_channel = (
        "settings leads ask_lead planning calendar example pause resume history changes own_tips own_add"
    )
    of_a_channel += (
        " own_edit own_remove own_next post_not home_page start_trial stop_trial trial_outcome silence_theme"
    )
    of_a_channel += " silence_biweekly silence_pause"
    of_a_plan = (
        "tell_plan change_plan replan reflect share_plan stop_plan finish_plan remove_plan check_in_gelukt"
    )
    of_a_plan += (
        " check_in_deels check_in_niet snooze unsnooze mine privacy_download privacy_erase found missed"
    )
    of_a_plan += " repost already_there same_word hide_word own_words own_word_remove"
    of_a_plan += " harvest harvest_change harvest_back harvest_off_card harvest_too"
    of_a_plan += " article_add articles_added article_accept article_reject article_remove"
    return (
        reading
        | under
        | dict.fromkeys(of_a_slot, planned)
        | dict.fromkeys(of_a_channel.split(), "C1")
        | dict.fromkeys(of_a_plan.split(), nudge)
        | {"offer_yes": "C1/harvest"}
    )


async def walk(running: Running, user: str) -> dict[str, Any]:
    """Let one person type, press, mention and open everything; returns what followed from each."""
    slack, api = running.slack, running.api
    slack.person = user
    came: dict[str, Any] = {}

    async def note(way: str, start: int, response: Any = None) -> None:
        await running.settled()
        came[way] = [response, *(call.body for call in api.calls[start:])]

    for name in running.bot.rooms.router.commands.by_name:
        start = len(api.calls)
        response = await slack.send(form(slack.command_fields(typed(name))))
        await note(f"/{name}", start, response.text)
    for action, value in (await values(running)).items():
        start = len(api.calls)
        await slack.click({"action_id": f"{action}:0", "value": value}, message=f"17{len(came)}.1")
        await note(action, start)
    for text in (SHIPPED_QUESTION, OWN_QUESTION):
        start = len(api.calls)
        await slack.mention(text)
        await note(f"@ {text}", start)
    start = len(api.calls)
    await slack.event({"type": "app_home_opened", "tab": "home", "user": user, "channel": "D1"})
    await note("home", start)
    return came


def form(fields: Mapping[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(fields).encode()
