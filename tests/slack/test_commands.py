"""`/leiderschap …` over signed HTTP: what a person gets back, at once and privately."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.gaps import texts as texts_gaps
from bot.core import texts
from bot.slack.words import WORDS
from tests.factories import NINE
from tests.fakes.slack import Slack, button, buttons, entries, labelled, words
from tests.fakes.web_api import RESPONSE, WebApi
from tests.mrkdwn_reader import read
from tests.running import TUESDAYS_AT_NINE, Running, a_bot, shipped_content
from tests.slack.asking import only_asks
from tests.slack_limits import check
from tests.support import Logs
from tests.text_platform import router

HELP = ("", "  ", "help", "HULP", "Help ")
LISTS = {
    texts.THEMES_TITLE: ("thema's", "thema’s", "Thema‘s", "themas", "thema", "themes", "theme"),
    texts.SERIES_TITLE: ("leerlijnen", "leerlijn", "series"),
    texts.ARTICLES_TITLE: ("artikelen", "artikel", "articles"),
}
QUESTIONS = (
    "help mij met weerstand",
    "hulp bij verandering",
    "tip van de baas krijgen",
    "tips voor een weekblog",
    "thema van openheid",
    "themes for a leader",
    "leerlijn voor een leider",
    "series of questions for the ceo",
    "artikelen over vertrouwen delen",
    "articles about trust",
    "status van de baas",
    "instellen op verandering",
    "instellingen van een organisatie",
    "teamleiders die luisteren",
    "teamleider worden zonder ervaring",
    "voorbeeld van een goede leider",
    "planning van een gesprek",
    "pauze nemen met het team",
    "pauze tot rust komen",
    "hervatten van een gesprek na ruzie",
    "overslaan van een overleg",
    "geschiedenis van leiderschap",
    "eigen verantwoordelijkheid nemen",
    "zoekt mijn team openheid",
    "search",
    "privacy op sociale media",
    "overzicht van de zes rollen",
    "mijn team zwijgt in vergaderingen",
    "proef met een weekblog",
)


def is_answer(message: Mapping[str, Any]) -> bool:
    """Whether this answers a question: with passages, or by saying that there are none."""
    text: str = message["text"]
    return text.startswith(("Gevonden in de artikelen", texts.NOTHING_FOUND, texts.EMPTY_SEARCH.by(WORDS)))


@pytest.mark.parametrize("text", HELP)
@only_asks
async def test_nothing_or_help_explains_in_five_lines(slack: Slack, text: str) -> None:
    message = await slack.command(text)
    assert message["text"] == texts.HELP_SUMMARY.by(WORDS)
    assert len(words(message).split("\n")) == 5
    assert message["response_type"] == "ephemeral"


@pytest.mark.parametrize(("title", "text"), [(title, text) for title, row in LISTS.items() for text in row])
@only_asks
async def test_a_list_is_found_by_its_dutch_and_its_english_name(slack: Slack, title: str, text: str) -> None:
    message = await slack.command(text)
    assert message["text"] == title
    check(message)


@only_asks
async def test_the_lists_name_all_that_there_is(slack: Slack) -> None:
    content = shipped_content()
    themes = read(words(await slack.command("thema's"))).text
    assert all(f"{theme.id}: {theme.title}, " in themes for theme in content.library.themes.values())
    articles = read(words(await slack.command("artikelen"))).text
    assert all(article.title in articles for article in content.corpus.values())
    series = read(words(await slack.command("leerlijnen"))).text
    assert all(f"{one.id}: {one.title}, " in series for one in content.library.series.values())
    one = next(iter(content.library.series.values()))
    chosen = words(await slack.command(f"leerlijnen {one.title}"))
    assert all(content.library.tips[tip].title in chosen for tip in one.tips)


@pytest.mark.parametrize(
    "text", ["tip", "Tips", "tip vijf-dos", "tip Vijf dos", "tips VIJF-DOS", "tip  vijf-dos"]
)
@only_asks
async def test_a_tip_comes_from_the_theme_that_was_asked_for(slack: Slack, text: str) -> None:
    message = await slack.command(text)
    check(message)
    tips = {tip.title: tip for tip in shipped_content().library.tips.values()}
    tip = tips[message["text"].removeprefix("Tip: ")]
    assert "vijf" not in text.casefold() or tip.theme == "vijf-dos"
    read_as = read(words(message)).text
    assert tip.voice.do in read_as
    assert not any(step in read_as for step in tip.voice.steps)


@only_asks
async def test_every_theme_can_be_asked_for_by_its_title_with_whatever_apostrophe_and_space(
    slack: Slack,
) -> None:
    for theme in shipped_content().library.themes.values():
        for title in (theme.title, theme.title.upper().replace("'", "’"), theme.title.replace(" ", "\u00a0")):
            message = await slack.command(f"tip {title}")
            assert message["text"].startswith("Tip: "), title


@only_asks
async def test_status_says_when_and_in_which_rhythm_the_next_tip_comes(slack: Slack) -> None:
    message = words(await slack.command("status"))
    assert "dinsdag 7 januari 2025 om 09.00 uur" in message
    assert "Elke week op dinsdag om 09.00 uur (tijdzone Europe/Amsterdam)." in message
    assert words(await slack.command("status", channel_id="C2")) == texts.STATUS_NONE.by(WORDS)


@pytest.mark.parametrize("text", QUESTIONS)
@only_asks
async def test_a_question_that_begins_with_a_subcommands_word_is_a_question(slack: Slack, text: str) -> None:
    assert is_answer(await slack.command(text))


def test_every_name_of_every_subcommand_has_a_question_here_that_begins_with_it() -> None:
    begun = {question.split()[0][:4] for question in QUESTIONS}
    assert {name[:4] for row in router().commands.by_name.values() for name in row.names} <= begun


@pytest.mark.parametrize("forced", ["zoek", "Zoek", "search"])
@only_asks
async def test_zoek_makes_a_question_of_anything(slack: Slack, forced: str) -> None:
    for text in ("help", "status", "tip"):
        assert is_answer(await slack.command(f"{forced} {text}"))
    assert (await slack.command(f"{forced} weekblog"))["text"] == (await slack.command("weekblog"))["text"]


@pytest.mark.parametrize("text", ["zoek", "zoek  ", "search", "zoek\t"])
@only_asks
async def test_zoek_without_a_question_says_how(slack: Slack, text: str) -> None:
    assert words(await slack.command(text)) == texts.EMPTY_SEARCH.by(WORDS)


@only_asks
async def test_a_question_gets_literal_passages_with_their_source_their_tip_and_bold_words(
    slack: Slack,
) -> None:
    message = await slack.command("ceo blog")
    check(message)
    content = shipped_content()
    passages = [read(block["text"]["text"]) for block in message["blocks"] if block["type"] == "section"]
    assert 1 <= len(passages) <= 3
    held = [
        "\n".join(section.paragraphs) for article in content.corpus.values() for section in article.sections
    ]
    assert all(any(passage.text in text for text in held) for passage in passages)
    assert {"CEO", "blog"} <= set(passages[0].bold)
    assert "in onze woorden, naar Vijf do's voor een social leider, door Yolanda van Heese" in words(message)
    assert [labelled(one) for one in buttons(message)] == [texts.SHARE, texts.MORE, texts_gaps.MISSED]
    tip = texts.SHOW_TIP.format(title="Schrijf vijf regels over wat je opviel")
    assert [labelled(one) for one in entries(message)] == [tip, texts_gaps.FOUND]
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds[:4] == ["context", "header", "section", "context"]
    assert message["blocks"][0]["elements"][0]["text"] == "Je vroeg: ceo blog"


@pytest.mark.parametrize(
    "question", ["ceo blog?", "hoe word je een social leider", "<b>ceo</b> *blog* & :smile: `x`"]
)
async def test_the_question_stands_in_the_private_answer_alone(
    running: Running, question: str, logs: Logs, tmp_path: Path
) -> None:
    slack, api = running.slack, running.api
    message = await slack.command(question)
    asked = read(message["blocks"][0]["elements"][0]["text"])
    assert asked.text == f"Je vroeg: {question}"
    assert asked.controls == ()
    pressable = [*buttons(message), *entries(message)]
    assert question not in json.dumps([one.get("value", one.get("selected_option")) for one in pressable])
    await slack.click(button(message, texts.SHARE))
    await slack.click(button(message, texts.MORE), message="1700.2")
    await slack.mention(question)
    await running.settled()
    shown = [*api.of(RESPONSE), *api.messages]
    assert len(shown) == 3
    assert not any("Je vroeg" in words(one) for one in shown)
    assert question.encode() not in stored_in(tmp_path)
    assert question not in logs.text


def stored_in(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in folder.glob("leiderschap.db*"))


@only_asks
async def test_a_guess_is_one_passage_and_says_that_it_is_a_guess(slack: Slack) -> None:
    message = await slack.command("hoe maak ik tijd voor innovatie")
    assert texts.ANSWER_MAYBE in words(message)
    assert [block["type"] for block in message["blocks"]].count("header") == 1
    assert [labelled(one) for one in buttons(message)][:2] == [texts.SHARE, texts.MORE]


@only_asks
async def test_the_answer_is_private_and_nothing_is_posted(running: Running) -> None:
    message = await running.slack.command("ceo blog")
    assert message["response_type"] == "ephemeral"
    assert running.api.messages == []


async def test_a_question_about_nothing_says_so_and_suggests_themes(slack: Slack) -> None:
    message = await slack.command("zwemdiploma kernfusie")
    assert message["text"] == texts.NOTHING_FOUND
    check(message)
    themes = {theme.title: theme for theme in shipped_content().library.themes.values()}
    offered = list(buttons(message))
    assert len(offered) == 3
    assert {labelled(one) for one in offered} <= set(themes)
    assert words(message).splitlines()[:2] == [texts.NOTHING_FOUND, texts.NOTHING_CHOOSE]
    for number, one in enumerate(offered, 1):
        await slack.click(one)
        tip = (await slack.api.wait(RESPONSE, number))[-1]
        assert (tip["response_type"], tip["replace_original"]) == ("ephemeral", False)
        tips = shipped_content().library.of_themes((themes[labelled(one)].id,))
        assert tip["text"].removeprefix("Tip: ") in {each.title for each in tips}
    assert "zwemdiploma" not in json.dumps(message)


@pytest.mark.parametrize("length", [501, 4000, 10_000])
@only_asks
async def test_a_question_that_is_too_long_says_how_long_it_may_be(slack: Slack, length: int) -> None:
    message = words(await slack.command("a" * length))
    assert message == texts.TOO_LONG.format(length=length, limit=500)


@pytest.mark.parametrize(
    "text", ["\x00\x01", "\x1b[31mceo\x07 blog", "ceo\u202eblog", "\u2060", "\ud7ff", "```", "*_~`"]
)
@only_asks
async def test_control_characters_and_marks_do_nothing(slack: Slack, text: str) -> None:
    check(await slack.command(text))


HOSTILE = st.lists(
    st.sampled_from(
        ["<!channel>", "<@U1VERA>", "<https://example.org|bank>", "*", "_", "~", "`", "```", ":smile:", " ", "\n", "> ",
         "ceo", "blog", "openheid", "\x00", "&amp;", "é", "help", "tip", "zoek "]
    ),
    max_size=10,
).map("".join) | st.text(max_size=60)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
@only_asks
async def test_no_text_of_a_person_comes_alive_or_breaks_an_answer(slack: Slack, text: str) -> None:
    message = await slack.command(text)
    check(message)
    for block in message["blocks"]:
        for held in block.get("elements", [block.get("text", {})]):
            if held.get("type") == "mrkdwn":
                shown = read(held["text"])
                assert {form for form, _ in shown.forms} <= {"bold", "quote"}
                assert all(control.startswith("https://") for control in shown.controls)


HOSTILE_WORDS = (
    "Xylofoon <!channel> roept <@U1VERA> en *vet* _schuin_ ~weg~ `code` ``` :smile: "
    "<https://example.org|bank> & klaar"
)


async def test_text_of_an_article_is_shown_literally_whatever_it_holds(tmp_path: Path, api: WebApi) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    article = f"---\ntitle: Titel met *sterren* & <!here>\n---\n\n## Kop _een_ {{#een}}\n\n{HOSTILE_WORDS}\n"
    (folder / "eigen.md").write_text(article, encoding="utf-8")
    async with a_bot(tmp_path, api) as running:
        message = await running.slack.command("xylofoon")
        shared_by = next(one for one in buttons(message) if one["text"]["text"] == texts.SHARE)
        await running.slack.click(shared_by)
        [shared] = await api.wait("response_url")
    for one in (message, shared):
        check(one)
        quoted = [read(block["text"]["text"]) for block in one["blocks"] if block["type"] == "section"][-1]
        assert quoted.text == HOSTILE_WORDS
        assert {form for form, _ in quoted.forms} <= {"bold", "quote"}
        assert "Titel met *sterren* & <!here>" in read(words(one)).text
        assert [control for control in read(words(one)).controls if not control.startswith("@")] == []


async def test_a_passage_that_was_shared_names_the_one_who_shared_it(slack: Slack) -> None:
    message = await slack.command("ceo blog")
    await slack.click(next(buttons(message)), user="U2VICTOR")
    [shared] = await slack.api.wait("response_url")
    assert (shared["response_type"], shared["replace_original"]) == ("in_channel", False)
    assert read(words(shared)).controls == ("@U2VICTOR",)
    assert "Gedeeld door" in words(shared)


async def test_status_says_that_a_tip_came_too_late(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE.replace(hour=20))
        assert "De tip van dinsdag 7 januari 2025 is niet geplaatst" in words(
            await running.slack.command("status")
        )
        assert "De volgende tip komt op dinsdag 14 januari 2025" in words(
            await running.slack.command("status")
        )


@pytest.mark.parametrize(
    "text",
    ["pauze t/m vakje", "overslaan morgen", "pauze t/m de borrel", "hervat na de zomer", "pauze <#C2|zorg>"],
)
@only_asks
async def test_a_command_with_a_wrong_argument_is_told_so_and_neither_done_nor_searched(
    running: Running, text: str
) -> None:
    message = await running.slack.command(text)
    check(message)
    name, _, rest = text.partition(" ")
    said = read(words(message)).text
    assert message["response_type"] == "ephemeral"
    assert ("#zorg" if "<" in rest else rest) in said
    assert f"/leiderschap {name}" in said
    assert "De volgende tip komt op dinsdag 7 januari 2025" in words(await running.slack.command("status"))


@only_asks
async def test_what_names_a_channel_or_a_person_changes_no_answer(slack: Slack) -> None:
    asked = words(await slack.command("ceo blog")).partition("\n")[2]
    for name in (
        "<#C2|vertrouwen>",
        "<@U2VICTOR|openheid>",
        "<!subteam^S1|@feedback>",
        "#vertrouwen",
        "@openheid",
    ):
        assert words(await slack.command(f"{name} ceo blog")).partition("\n")[2] == asked, name


@pytest.mark.parametrize(
    "typed", ["“help”", "help.", "he\u200blp", "‘help’", "`help´", "help —", "hélp", "he\u0301lp"]
)
@only_asks
async def test_signs_around_and_in_a_command_make_no_question_of_it(slack: Slack, typed: str) -> None:
    assert (await slack.command(typed))["text"] == texts.HELP_SUMMARY.by(WORDS)
