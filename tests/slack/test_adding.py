"""An administrator adds an article from a link or a file, looks at what was read, and takes it in or not."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.answers.added import texts as texts_added
from bot.answers.added.service import AddedArticles
from bot.answers.added.store import SqlAddedArticleStore, added_articles
from bot.answers.adding import messages, texts
from bot.answers.adding.service import WAITING
from bot.channels.leads import texts as texts_leads
from bot.core.people import Actor
from bot.database.engine import rows
from bot.library.importing import fetching, importer
from bot.slack.manifest import READ_FILES, SCOPES
from bot.slack.words import WORDS
from tests.factories import NINE
from tests.fakes.forms import filled
from tests.fakes.leading import led_by, text_of
from tests.fakes.slack import button, buttons, labelled, words
from tests.fakes.web_api import RESPONSE, WORKSPACE, Answer, WebApi, error
from tests.pdf_files import pdf_of
from tests.running import Running, a_bot, shipped_content
from tests.slack.colleagues import direct
from tests.slack.outsiders import OWN, OWN_QUESTION, plain, walk
from tests.slack.test_permissions import IDS, PEOPLE
from tests.slack_limits import check
from tests.support import Logs

ADMIN, VERA = IDS["admin"], IDS["lead"]
SECRET = "geheimtoken12345"
BUREAU = "Wie thuis werkt krijgt van ons een bureau, een stoel en een lamp, die de buurman van de zaak komt brengen."
MARKDOWN = f"""---
title: Zo werken wij thuis
layout: post
---

# Zo werken wij thuis

## Wie betaalt mijn bureau?

{BUREAU} Stuur de bon naar het kantoor in de straat hiernaast, dan komt het geld binnen een maand.

## Hoe laat begint een werkdag?

Een werkdag begint om negen uur, maar wie kinderen naar school brengt begint gerust een half uur later.
"""
PAGE = f"""<!doctype html><html lang="nl"><title>Zo werken wij thuis</title><body>
<nav><a href="/a">Over ons</a> <a href="/b">Inloggen</a> <a href="/c">Contact</a></nav>
<main><h1>Zo werken wij thuis</h1><h2>Wie betaalt mijn bureau?</h2><p>{BUREAU} Stuur de bon naar het kantoor in de
straat hiernaast, dan komt het geld binnen een maand.</p></main></body></html>"""


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A website on this machine, and fetching that may go there; what may be fetched at all is tested elsewhere."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def nothing(_request: web.Request) -> web.Response:
        return web.Response(text="  ", content_type="text/html")

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=b"\x89PNG....", content_type="image/png")

    app = web.Application()
    for path, handler in {"thuis": page, "leeg": nothing, "plaatje": picture}.items():
        app.router.add_get(f"/{path}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    rules: dict[str, Any] = {"allowed": lambda address: address == "127.0.0.1", "ports": {"http": (port,)}}
    for name in ("fetch", "check"):
        monkeypatch.setattr(fetching, name, functools.partial(getattr(fetching, name), **rules))
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def bot(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot that takes files, and people of every kind."""
    api.people |= {IDS[who]: held for who, held in PEOPLE.items()}
    granted = ",".join([*SCOPES, READ_FILES])
    api.answer("auth.test", Answer(headers={"X-OAuth-Scopes": granted}, applied=True), always=True)
    async with a_bot(tmp_path, api, led_by(VERA), uploads=True) as running:
        running.slack.person = ADMIN
        yield running


async def listed(bot: Running, user: str = ADMIN) -> dict[str, Any]:
    answer = await bot.slack.command("artikelen", user_id=user)
    check(answer | {"unfurl_links": False, "unfurl_media": False, "text": answer["text"]})
    return answer


async def form(bot: Running) -> dict[str, Any]:
    """The form that an administrator opens."""
    before = len(bot.api.of("views.open"))
    await bot.slack.click(button(await listed(bot), texts.ADD))
    view: dict[str, Any] = (await bot.api.wait("views.open", before + 1))[-1]["view"]
    check(view, "modal")
    return view


async def sent(bot: Running, **fields: Any) -> Any:
    """What the form answers."""
    response = await bot.slack.submit(filled(await form(bot), **fields))
    assert response.status_code == 200
    return response.json()


async def told(bot: Running, **fields: Any) -> dict[str, Any]:
    """What the administrator is told after sending the form."""
    answer = await sent(bot, **fields)
    assert texts.READING in text_of(answer["view"])
    await bot.settled()
    message = bot.api.messages[-1]
    assert message["channel"] == direct(ADMIN), "nobody else reads it"
    check(message)
    return message


async def press(bot: Running, message: Mapping[str, Any], label: str, user: str = ADMIN) -> str:
    """The answer to a press in the message."""
    before = len(bot.api.of(RESPONSE))
    await bot.slack.click(button(message, label), user=user)
    answer = (await bot.api.wait(RESPONSE, before + 1))[-1]
    check(answer)
    return words(answer)


async def kept(bot: Running) -> list[Any]:
    """Title and whether it was accepted, of all that is kept."""
    found = await rows(bot.ledger._engine, added_articles.select())
    return [(row.title, row.accepted_at is not None) for row in found]


async def test_a_file_is_read_shown_taken_in_and_answered_from(bot: Running, logs: Logs) -> None:
    view = await form(bot)
    assert "blijft in Slack, bij wie het uploadde" in str(view)
    message = await told(bot, file=[bot.api.upload(ADMIN, f"{SECRET}.md", MARKDOWN.encode())])
    said = words(message)
    for expected in (
        "Zo werken wij thuis",
        "Wie betaalt mijn bureau?",
        "gegevens boven de tekst",
        texts.QUESTIONS,
    ):
        assert expected in said
    assert [labelled(one) for one in buttons(message)] == [texts.ACCEPT, texts.REJECT]
    assert await kept(bot) == [("Zo werken wij thuis", False)]
    assert await press(bot, message, texts.ACCEPT) == texts.ACCEPTED.format(title="Zo werken wij thuis").by(
        WORDS
    )
    assert await kept(bot) == [("Zo werken wij thuis", True)]
    answer = words(await bot.slack.command("wie betaalt mijn bureau", user_id=VERA)).replace("*", "")
    assert "een bureau, een stoel en een lamp" in answer
    assert SECRET not in logs.text
    assert "bureau" not in logs.text


async def test_a_link_is_read_shown_and_refused_and_nothing_stays(
    bot: Running, site: str, logs: Logs
) -> None:
    message = await told(bot, link=f"  {site}/thuis?sleutel={SECRET} ")
    assert "Wie betaalt mijn bureau?" in words(message)
    assert "menu’s" in words(message)
    assert await press(bot, message, texts.REJECT) == texts.REJECTED
    assert await kept(bot) == []
    assert texts_added.GONE in await press(bot, message, texts.ACCEPT)
    assert await kept(bot) == []
    assert SECRET not in logs.text


async def test_what_is_taken_in_twice_is_there_once_and_an_administrator_removes_it(bot: Running) -> None:
    message = await told(bot, file=[bot.api.upload(ADMIN, "thuis.md", MARKDOWN.encode())])
    first = await press(bot, message, texts.ACCEPT)
    assert await press(bot, message, texts.ACCEPT) == first
    assert await kept(bot) == [("Zo werken wij thuis", True)]
    again = await told(
        bot, file=[bot.api.upload(ADMIN, "thuis.md", MARKDOWN.replace("negen", "tien").encode())]
    )
    assert texts.REPLACES.format(title="Zo werken wij thuis") in words(again)
    await press(bot, again, texts.ACCEPT)
    assert await kept(bot) == [("Zo werken wij thuis", True)]
    listing = await listed(bot)
    assert "thuis.md" in words(listing)
    remove = button(listing, texts.REMOVE)
    assert remove["confirm"]["text"]["text"].endswith("Zo werken wij thuis")
    assert "thuis.md" not in await press(bot, listing, texts.REMOVE)
    assert await kept(bot) == []


async def test_an_installation_without_the_right_gets_the_link_alone(tmp_path: Path, api: WebApi) -> None:
    api.people |= {IDS[who]: held for who, held in PEOPLE.items()}
    for uploads, scopes in ((True, SCOPES), (False, (*SCOPES, READ_FILES))):
        api.heal()
        api.answer(
            "auth.test", Answer(headers={"X-OAuth-Scopes": ",".join(scopes)}, applied=True), always=True
        )
        async with a_bot(tmp_path, api, led_by(VERA), uploads=uploads) as running:
            running.slack.person = ADMIN
            view = await form(running)
            [field] = [block for block in view["blocks"] if block["type"] == "input"]
            assert (field["block_id"], field["optional"]) == ("link", False)
            assert "bestand" not in str(view)


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("admin", "owner")])
async def test_nobody_but_an_administrator_sees_or_does_it(bot: Running, who: str) -> None:
    view = await form(bot)
    message = await told(bot, file=[bot.api.upload(ADMIN, "thuis.md", MARKDOWN.encode())])
    [row] = await rows(bot.ledger._engine, added_articles.select())
    person = IDS[who]
    listing = await listed(bot, person)
    assert not {texts.ADD, texts.REMOVE} & {labelled(one) for one in buttons(listing)}
    refusals = (texts.ONLY_ADMINS, texts_leads.GUEST, texts_leads.NOT_A_COLLEAGUE.by(WORDS))
    posts, forms = len(bot.api.messages), len(bot.api.of("views.open"))
    for action in ("article_add", "articles_added", "article_accept", "article_reject", "article_remove"):
        before = len(bot.api.of(RESPONSE))
        await bot.slack.click({"action_id": f"{action}:0", "value": str(row.id)}, user=person)
        assert words((await bot.api.wait(RESPONSE, before + 1))[-1]) in refusals
    bot.slack.person = person
    upload = bot.api.upload(person, "thuis.md", MARKDOWN.encode())
    answer = (await bot.slack.submit(filled(view, file=[upload]))).json()
    assert text_of(answer["view"]).strip().endswith(refusals)
    await bot.settled()
    assert (len(bot.api.messages), len(bot.api.of("views.open"))) == (posts, forms)
    assert [
        (row.title, row.accepted_at) for row in await rows(bot.ledger._engine, added_articles.select())
    ] == [("Zo werken wij thuis", None)]
    assert message


async def test_another_workspace_has_no_part_in_what_was_added_here(bot: Running) -> None:
    message = await told(bot, file=[bot.api.upload(ADMIN, "thuis.md", MARKDOWN.encode())])
    await press(bot, message, texts.ACCEPT)
    [row] = await rows(bot.ledger._engine, added_articles.select())
    assert row.workspace == WORKSPACE
    elsewhere = SqlAddedArticleStore(bot.ledger._engine)
    assert (await elsewhere.of("T2"), await elsewhere.get("T2", str(row.id))) == ([], None)
    click = bot.slack.block_actions(button(await listed(bot), texts.REMOVE), user=ADMIN)
    await bot.slack.interact(click | {"team": {"id": "T2"}})
    assert words((await bot.api.wait(RESPONSE, 2))[-1]) == texts_leads.NOT_A_COLLEAGUE.by(WORDS)
    assert await kept(bot) == [("Zo werken wij thuis", True)]


@pytest.mark.parametrize(
    ("workspace", "ways"), [(WORKSPACE, {"/search", f"@ {OWN_QUESTION}"}), ("T2", set[str]())]
)
async def test_what_was_added_is_found_in_its_workspace_and_by_no_way_in_another(
    bot: Running, workspace: str, ways: set[str]
) -> None:
    title, administrator = "Het verhaal van de club", Actor(workspace, ADMIN)
    document = (
        f"# {title}\n\n## Zo doen wij dat\n\n{OWN} Dat doen wij al jaren in de zaal achter het station.\n"
    )
    added = AddedArticles(SqlAddedArticleStore(bot.ledger._engine), shipped_content, lambda _: None)
    found = importer.in_data(document.encode(), "club.md", {})
    proposed = await added.propose(workspace, found, "club.md", ADMIN, NINE)
    await added.accept(administrator, proposed.id, NINE)

    await bot.tick(NINE)
    came = await walk(bot, VERA)
    asked = await bot.slack.command(f"zoek {OWN_QUESTION}", user_id=VERA)
    came["/search"] = [*came["/search"], asked]
    assert {way for way, held in came.items() if OWN[:40] in plain(held)} == ways
    assert (title in plain(came["/articles"])) == (workspace == WORKSPACE)
    assert any(title in plain(held) for held in came.values()) == (workspace == WORKSPACE)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("http://voorbeeld.example/stuk", texts.LINKS["not https"]),
        ("voorbeeld.example", texts.LINKS["not https"]),
        ("file:///etc/passwd", texts.LINKS["not https"]),
        ("https://ada:wachtwoord@voorbeeld.example/", texts.LINKS["password"]),
        ("https://voorbeeld.example:8443/", texts.LINKS["port"]),
        ("https://169.254.169.254/latest/meta-data", texts.LINKS["private"]),
        ("https://[::1]/", texts.LINKS["private"]),
    ],
)
async def test_a_link_that_can_be_known_to_be_bad_is_refused_at_its_field(
    bot: Running, link: str, said: str, logs: Logs
) -> None:
    assert await sent(bot, link=link) == {"response_action": "errors", "errors": {"link": said}}
    assert "wachtwoord" not in logs.text


async def test_a_form_with_nothing_or_with_both_says_so_at_its_fields(bot: Running) -> None:
    assert (await sent(bot))["errors"] == {"link": texts.NEITHER}
    both = {"file": [bot.api.upload(ADMIN, "thuis.md", b"x")], "link": "https://voorbeeld.example"}
    assert (await sent(bot, **both))["errors"] == {"link": texts.BOTH, "file": texts.BOTH}


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("foto.png", 10, texts.FILE_KIND),
        ("zonder", 10, texts.FILE_KIND),
        ("leeg.md", 0, texts.PROBLEMS["empty"]),
        ("lang.md", 3_000_000, texts.FILE_LARGE.format(limit=2)),
        ("lang.pdf", 60_000_000, texts.FILE_LARGE.format(limit=50)),
    ],
)
async def test_a_file_that_can_be_known_to_be_bad_is_refused_at_its_field(
    bot: Running, name: str, size: int, said: str
) -> None:
    held = bot.api.upload(ADMIN, name, b"", size=size)
    assert (await sent(bot, file=[held]))["errors"] == {"file": said}
    assert not [call for call in bot.api.calls if call.method in ("files.info", "download")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("stuk.docx", b"PK\x03\x04 geen archief", texts.PROBLEMS["damaged"]),
        ("stuk.docx", b"{\\rtf1 tekst}", texts.PROBLEMS["kind"]),
        ("stuk.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), texts.PROBLEMS["locked"]),
        ("stuk.pdf", pdf_of([[]]), texts.PROBLEMS["pictures"]),
        ("stuk.html", b"<html><p>Twee woorden</p></html>", texts.PROBLEMS["nothing"]),
        ("stuk.md", b" \n \n", texts.PROBLEMS["empty"]),
    ],
)
async def test_a_file_that_gives_nothing_is_told_in_one_sentence(
    bot: Running, name: str, data: bytes, said: str
) -> None:
    assert words(await told(bot, file=[bot.api.upload(ADMIN, name, data)])) == said
    assert await kept(bot) == []


async def test_a_file_that_slack_does_not_give_and_one_of_somebody_else_are_told(
    bot: Running, logs: Logs
) -> None:
    bot.api.answer("files.info", error("file_not_found"))
    theirs = bot.api.upload(VERA, "thuis.md", MARKDOWN.encode())
    for held in (bot.api.upload(ADMIN, "thuis.md", MARKDOWN.encode()), theirs):
        assert words(await told(bot, file=[held])) == texts.FILE_NOT_GIVEN.by(WORDS)
    assert not [call for call in bot.api.calls if call.method == "download"]
    assert [one["reason"] for one in logs.events("article.not_given")][1] == "not_their_own"


@pytest.mark.parametrize(
    ("path", "said"),
    [("weg", texts.LINKS["gone"]), ("leeg", texts.PROBLEMS["empty"]), ("plaatje", texts.PROBLEMS["kind"])],
)
async def test_a_link_that_gives_nothing_is_told_in_one_sentence(
    bot: Running, site: str, path: str, said: str, logs: Logs
) -> None:
    assert words(await told(bot, link=f"{site}/{path}?sleutel={SECRET}")) == said
    assert SECRET not in logs.text


async def test_more_documents_than_can_wait_are_refused_and_the_rest_are_read(bot: Running) -> None:
    view = await form(bot)
    answers = []
    with bot.api.slow("files.info"):
        for number in range(WAITING + 1):
            held = bot.api.upload(ADMIN, f"stuk{number}.md", MARKDOWN.encode())
            answers.append(text_of((await bot.slack.submit(filled(view, file=[held]))).json()["view"]))
    assert [texts.READING in one for one in answers] == [True] * WAITING + [False]
    assert texts.BUSY in answers[-1]
    await bot.settled()
    assert len([one for one in bot.api.messages if one["channel"] == direct(ADMIN)]) == WAITING
    assert len(await kept(bot)) == WAITING


async def test_many_added_articles_come_in_pages(bot: Running) -> None:
    for number in range(messages.PAGE + 2):
        text = MARKDOWN.replace("Zo werken wij thuis", f"Stuk nummer {number}")
        message = await told(bot, file=[bot.api.upload(ADMIN, f"stuk{number}.md", text.encode())])
        await press(bot, message, texts.ACCEPT)
    first = words(await listed(bot))
    second = await press(bot, await listed(bot), texts.FOLLOWING)
    assert [f"stuk{number}.md" in first for number in (1, 2)] != [
        f"stuk{number}.md" in second for number in (1, 2)
    ]
    assert texts.FOLLOWING not in second
