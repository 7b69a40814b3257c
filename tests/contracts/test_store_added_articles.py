"""Articles that administrators add: kept on a real database, each for its own workspace alone."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.added import model, personal, texts
from bot.answers.added.model import LOST, AddedArticle
from bot.answers.added.service import AddedArticles
from bot.answers.added.store import FIELD, SqlAddedArticleStore, added_articles
from bot.channels.audit import SqlAuditLog
from bot.channels.leads import texts as leads
from bot.core import retention
from bot.core.errors import Refused
from bot.core.people import Actor, Subject
from bot.database.engine import reading
from bot.library.importing import importer
from bot.library.importing import reading as documents
from bot.library.importing.importer import Imported
from bot.privacy.texts import DELETED_USER
from bot.slack.installations import expiry
from bot.slack.installations.store import workspaces
from tests.factories import NINE
from tests.running import shipped_content

ANNA, BRAM = Actor("T1", "U1ANNA"), Actor("T2", "U2BRAM")
LEFT_OUT = {"title repeated": 2, "diagram": 5}
LATER = NINE + dt.timedelta(minutes=5)
WHAT = (
    "Wie een laptop nodig heeft, vraagt die aan bij de servicebalie op de eerste verdieping. Neem je pas mee."
)
MORE = "De balie is open van negen tot vijf. Op vrijdag sluit de balie een uur eerder, dus kom dan op tijd langs."


def document(title: str = "Een laptop", text: str = WHAT) -> Sequence[Imported]:
    """What the importer makes of a document with this title."""
    data = f"# {title}\n\n```mermaid\ngraph TD; A-->B\n```\n\n## Aanvragen\n\n{text}\n\n## Open\n\n{MORE}\n".encode()
    return importer.articles_in(documents.read(data, "markdown", "laptop.md"), "laptop.md", {})


@pytest.fixture
def added(engine: AsyncEngine) -> AddedArticles:
    return AddedArticles(SqlAddedArticleStore(engine), shipped_content)


async def taken_in(
    added: AddedArticles,
    title: str = "Een laptop",
    source: str = "laptop.md",
    by: Actor = ANNA,
    text: str = WHAT,
) -> AddedArticle:
    proposed = await added.propose(by.workspace, document(title, text), source, by.user, NINE)
    return await added.accept(by, proposed.id, LATER)


async def test_what_was_proposed_is_answered_from_once_it_is_accepted(added: AddedArticles) -> None:
    proposed = await added.propose("T1", document(), "laptop.md", ANNA.user, NINE)
    assert await added.of("T1") == []
    assert await added.get("T1", proposed.id) == proposed
    assert (proposed.slug, proposed.title, proposed.accepted_at) == ("een-laptop", "Een laptop", None)
    assert proposed.left_out == LEFT_OUT
    accepted = await added.accept(ANNA, proposed.id, LATER)
    assert await added.of("T1") == [accepted]
    assert accepted.accepted_at == LATER
    article = await added.article("T1", accepted.id)
    assert article is not None
    assert [section.heading for section in article.sections] == ["Aanvragen", "Open"]
    assert article.sections[0].paragraphs == (WHAT,)
    assert accepted.words == len(f"Aanvragen {WHAT} Open {MORE}".split())


async def test_another_workspace_sees_and_touches_nothing_of_it(added: AddedArticles) -> None:
    waiting = await added.propose("T1", document("Nog een"), "twee.md", ANNA.user, NINE)
    accepted = await taken_in(added)
    assert await added.of("T2") == []
    for id in (waiting.id, accepted.id):
        assert await added.get("T2", id) is None
        assert await added.article("T2", id) is None
        for refused in (added.accept(BRAM, id, LATER), added.reject(BRAM, id), added.remove(BRAM, id, LATER)):
            with pytest.raises(Refused, match=texts.GONE):
                await refused
    theirs = await taken_in(added, by=BRAM)
    assert theirs.slug == accepted.slug, "a name is taken in its own workspace alone"
    assert await added.of("T1") == [accepted]
    assert await added.get("T1", waiting.id) == waiting


async def test_the_same_source_again_takes_the_place_of_what_was_accepted(added: AddedArticles) -> None:
    first = await taken_in(added)
    again = await added.propose("T1", document("Je laptop", "Nieuw: " + WHAT), "laptop.md", ANNA.user, LATER)
    assert await added.of("T1") == [first], "until it is accepted, the old one is answered from"
    second = await added.accept(ANNA, again.id, LATER)
    assert await added.of("T1") == [second]
    assert (second.id, second.slug, second.title) == (first.id, first.slug, "Je laptop")
    assert second.version > first.version
    article = await added.article("T1", first.id)
    assert article is not None
    assert article.sections[0].paragraphs == ("Nieuw: " + WHAT,)
    assert await added.get("T1", again.id) is None


async def test_two_of_one_source_that_are_accepted_at_once_become_one(added: AddedArticles) -> None:
    both = [await added.propose("T1", document(), "laptop.md", user, NINE) for user in ("U1ANNA", "U3CAS")]
    await asyncio.gather(*(added.accept(Actor("T1", one.added_by), one.id, LATER) for one in both))
    assert len(await added.of("T1")) == 1


async def test_two_with_one_title_are_two_with_names_of_their_own(added: AddedArticles) -> None:
    slugs = [(await taken_in(added, source=f"{number}.md")).slug for number in range(3)]
    assert slugs == ["een-laptop", "een-laptop-2", "een-laptop-3"]


async def test_no_name_is_one_of_an_article_for_all(added: AddedArticles) -> None:
    shipped = next(iter(shipped_content().corpus.values()))
    one = await taken_in(added, shipped.slug.replace("-", " "))
    assert one.slug == f"{shipped.slug}-2"


def test_what_is_the_original_of_a_shipped_article_takes_no_place_for_all_and_names_no_file() -> None:
    [one] = document()
    original = replace(one.article, replaces=next(iter(shipped_content().corpus)), file="/tmp/x.md")
    article = model.joined([replace(one, article=original)])
    assert (article.slug, article.replaces, article.file) == ("een-laptop", None, None)


def test_several_articles_in_one_document_are_one_with_all_their_words() -> None:
    found = [*document(), *document("Een telefoon")]
    article = model.joined(found)
    assert [one.heading for one in article.sections] == [
        "Aanvragen",
        "Open",
        "Een telefoon – Aanvragen",
        "Een telefoon – Open",
    ]
    assert len({one.id for one in article.sections}) == 4
    assert model.read(model.written(article), article.slug) == article
    assert model.left_out(found) == {reason: 2 * words for reason, words in LEFT_OUT.items()}


def test_words_that_went_without_a_reason_are_counted_too() -> None:
    [one] = document()
    assert one.account is not None
    lost = replace(one, account=replace(one.account, lost=("weg", "is", "weg")))
    assert model.left_out([lost]) == {**LEFT_OUT, LOST: 3}


@pytest.mark.parametrize("title", ["Een \0 titel", "x" * 300, "\ud800"])
async def test_what_could_not_be_read_again_is_refused_and_kept_nowhere(
    added: AddedArticles, engine: AsyncEngine, title: str
) -> None:
    [one] = document()
    with pytest.raises(Refused, match=texts.UNUSABLE):
        await added.propose("T1", [replace(one, article=replace(one.article, title=title))], "x", "U1", NINE)
    assert await everything(engine) == []


async def test_what_is_too_long_is_refused(added: AddedArticles) -> None:
    with pytest.raises(Refused, match=texts.TOO_LONG):
        await added.propose("T1", document(text="heel lang verhaal " * 130_000), "x", "U1", NINE)


async def test_one_too_many_or_too_much_is_refused_and_nobody_else_is_kept_out(
    added: AddedArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MOST", 2)
    await taken_in(added)
    await added.propose("T1", document(), "twee.md", ANNA.user, NINE)
    with pytest.raises(Refused, match=texts.TOO_MANY.format(limit=2)):
        await added.propose("T1", document(), "drie.md", ANNA.user, NINE)
    again = await added.propose("T1", document(), "laptop.md", ANNA.user, NINE)
    await added.accept(ANNA, again.id, NINE)
    await taken_in(added, by=BRAM)
    monkeypatch.setattr(model, "MOST_BYTES", 500)
    with pytest.raises(Refused, match=texts.TOO_LARGE):
        await added.propose("T2", document(), "twee.md", BRAM.user, NINE)


async def test_who_proposes_a_document_again_and_again_keeps_the_last_alone(
    added: AddedArticles, engine: AsyncEngine
) -> None:
    proposed = [await added.propose("T1", document(), "laptop.md", ANNA.user, NINE) for _ in range(3)]
    assert await everything(engine) == [proposed[-1].id]


async def test_each_choice_is_made_once(added: AddedArticles) -> None:
    proposed = await added.propose("T1", document(), "laptop.md", ANNA.user, NINE)
    await added.reject(ANNA, proposed.id)
    with pytest.raises(Refused, match=texts.GONE):
        await added.accept(ANNA, proposed.id, LATER)
    accepted = await taken_in(added)
    for again in (added.accept(ANNA, accepted.id, LATER), added.reject(ANNA, accepted.id)):
        with pytest.raises(Refused, match=texts.GONE):
            await again
    assert await added.of("T1") == [accepted]
    await added.remove(ANNA, accepted.id, LATER)
    with pytest.raises(Refused, match=texts.GONE):
        await added.remove(ANNA, accepted.id, LATER)
    for id in ("", "x", "'; --", accepted.id.upper()):
        assert await added.get("T1", id) is None
        with pytest.raises(Refused, match=texts.GONE):
            await added.accept(ANNA, id, LATER)


async def test_the_log_of_changes_tells_who_added_and_removed_what(
    added: AddedArticles, engine: AsyncEngine
) -> None:
    first = await taken_in(added)
    await taken_in(added, "Je laptop")
    await added.remove(ANNA, first.id, LATER)
    changes = await SqlAuditLog(engine).about("T1", FIELD)
    assert [(one.user, one.before, one.after) for one in changes] == [
        (ANNA.user, None, "Een laptop"),
        (ANNA.user, "Een laptop", "Je laptop"),
        (ANNA.user, "Je laptop", None),
    ]


async def test_what_nobody_accepts_is_gone_after_a_day_and_what_was_accepted_stays(
    added: AddedArticles, engine: AsyncEngine
) -> None:
    store = SqlAddedArticleStore(engine)
    accepted = await taken_in(added)
    await added.propose("T1", document(), "twee.md", ANNA.user, NINE)
    assert await store.expire(NINE) == 0
    assert await store.expire(NINE + retention.PROPOSED + dt.timedelta(seconds=1) - retention.PROPOSED) == 1
    assert await everything(engine) == [accepted.id]


async def test_who_erases_everything_is_no_longer_named_and_the_article_stays(
    added: AddedArticles, engine: AsyncEngine
) -> None:
    part, person = personal.part(engine), Subject("T1", ANNA.user)
    before = await taken_in(added, text=f"Vraag het aan <@{ANNA.user}> of aan een ander. {WHAT}")
    [kept] = await part.of(person)
    assert (kept["titel"], kept["door"]) == ("Een laptop", leads.AUDIT_YOU)
    assert await part.of(Subject("T2", ANNA.user)) == await part.of(Subject("T1", BRAM.user)) == []
    assert await part.erase(person, NINE) == 1
    [after] = await added.of("T1")
    assert after.added_by == DELETED_USER
    assert after.version > before.version, "what was made of it is made again"
    assert ANNA.user not in str(await added.article("T1", after.id))
    assert await part.erase(person, NINE) == 0


async def test_they_go_with_a_workspace_that_left(added: AddedArticles, engine: AsyncEngine) -> None:
    await taken_in(added)
    theirs = await taken_in(added, by=BRAM)
    async with engine.begin() as connection:
        for row in ({"workspace": "T1", "left_at": NINE}, {"workspace": "T2", "left_at": None}):
            await connection.execute(sa.insert(workspaces).values(enterprise="", **row))
    assert await expiry.forget(engine, NINE) == 1
    assert await everything(engine) == [theirs.id]


async def everything(engine: AsyncEngine) -> list[str]:
    async with reading(engine) as connection:
        return [str(id) for id in await connection.scalars(sa.select(added_articles.c.id))]
