"""If an article has an address, everything that comes from it links to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.slack import button, words
from tests.fakes.web_api import RESPONSE, WebApi
from tests.mrkdwn_reader import read
from tests.running import a_bot, shipped_content
from tests.slack.outsiders import OWN, OWN_QUESTION
from tests.slack_limits import check

ORIGINAL = (
    f"---\ntitle: Het stuk zelf\nlink: {{link}}\nreplaces: {{slug}}\n---\n\n## Zo {{{{#zo}}}}\n\n{OWN}\n"
)


@pytest.mark.parametrize(
    ("written", "opens"),
    [
        ("https://blad.example/stuk?a=1&b=2", "https://blad.example/stuk?a=1&amp;b=2"),
        ("http://blad.example/een|twee", "http://blad.example/een%7Ctwee"),
    ],
)
async def test_answers_tips_and_the_list_of_articles_lead_to_the_address_of_an_article(
    tmp_path: Path, api: WebApi, written: str, opens: str
) -> None:
    tip = next(iter(shipped_content().library.tips.values()))
    text = ORIGINAL.format(link=f'"{written}"', slug=tip.source.article)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "stuk.md").write_text(text, encoding="utf-8")
    async with a_bot(tmp_path, api) as running:
        answer = await running.slack.command(OWN_QUESTION)
        await running.slack.click({"action_id": "show_tip:0", "value": tip.id})
        await running.slack.click(button(answer, "Deel in kanaal"), message="1700.2")
        await running.settled()
        shown, shared = await api.wait(RESPONSE, 2)
        listed = await running.slack.command("artikelen")
    for message in (answer, shown, shared, listed):
        check(message | {"unfurl_links": False, "unfurl_media": False})
        assert f"<{opens}|Het stuk zelf>" in words(message)
    assert sum(bool(read(words(one)).controls) for one in (answer, shown, shared, listed)) == 4


async def test_what_is_shipped_leads_nowhere_as_no_address_is_known(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as running:
        for text in ("ceo blog", "artikelen", "tip"):
            assert read(words(await running.slack.command(text))).controls == ()
