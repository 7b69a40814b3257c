"""Makes what administrators see of articles that they add. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.added.model import LOST, AddedArticle
from bot.answers.adding import texts
from bot.core import dates
from bot.core.forms import Field, FileField, Form, TextField, reading
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    Text,
    bold,
    link,
    say,
    text,
)
from bot.library.importing.files import is_link

FORM, LINK, FILE = "article_add", "link", "file"
"""The form, and its fields."""
KINDS = ("pdf", "docx", "md", "markdown", "html", "htm")
PAGE = 8
HEADINGS = 8
REASONS = 5
LONGEST_LINK = 1500
LONG = 100
"""Characters of a title or a source where there is little room."""


def under(listed: Message, added: Sequence[AddedArticle], page: int) -> Message:
    """What everybody sees of the articles, and under it what administrators may do."""
    parts: list[Part] = [Heading(texts.ADDED)] if added else []
    for one in added[page * PAGE : (page + 1) * PAGE]:
        parts += _added(one)
    buttons = [Button("article_add", texts.ADD, primary=True)]
    if len(added) > (page + 1) * PAGE:
        buttons.append(Button("articles_added", texts.FOLLOWING, str(page + 1)))
    return Message(listed.summary, (*listed.parts, *parts, Buttons(tuple(buttons))))


def at_home(count: int) -> tuple[Part, ...]:
    """On an administrator's home page: how many articles were added, and what to do with them."""
    said = texts.HOME_NONE if not count else texts.HOME_ONE if count == 1 else texts.HOME_SOME
    buttons = (Button("articles_added", texts.HOME_ARTICLES), Button("article_add", texts.ADD))
    return (Paragraph(text(said.format(count=count))), Buttons(buttons))


def _added(one: AddedArticle) -> tuple[Part, ...]:
    about = texts.ADDED_LINE.format(words=one.words, date=dates.short(one.added_at.date()))
    ask = Confirm(
        texts.REMOVE_TITLE, texts.REMOVE_TEXT.format(title=_short(one.title)), texts.REMOVE, texts.KEEP
    )
    return (
        Paragraph(text(bold(one.title), "\n", *_source(one), f"\n{about}")),
        Buttons((Button("article_remove", texts.REMOVE, one.id, confirm=ask),)),
    )


def form(*, files: bool) -> Form:
    """A link, and a file where the platform takes `files`."""
    fields: list[Field] = [
        TextField(
            LINK,
            texts.LINK,
            hint=texts.LINK_HINT,
            example=texts.LINK_EXAMPLE,
            required=not files,
            most=LONGEST_LINK,
        )
    ]
    if files:
        fields.append(FileField(FILE, texts.FILE, KINDS, texts.FILE_HINT))
    parts = (Paragraph(text(texts.HOW)), *fields, Context(text(texts.HOW_WHERE)))
    return Form(FORM, texts.TITLE, parts, texts.SEND, texts.CANCEL)


def under_way() -> Form:
    return reading(texts.TITLE, say(texts.READING))


@dataclass(frozen=True, slots=True)
class Preview:
    """A document that was read: the article that it would be, its headings, questions that it answers, and the title of
    the one that it would replace ('' for none)."""

    article: AddedArticle
    headings: Sequence[str]
    questions: Sequence[str]
    replaces: str = ""


def preview(read: Preview) -> Message:
    """What an administrator chooses by."""
    article = read.article
    title = texts.PREVIEW.format(title=article.title)
    parts: list[Part] = [Heading(title), Paragraph(text(texts.FROM, *_source(article)))]
    if read.headings:
        rest = len(read.headings) - HEADINGS
        more = [text(texts.MORE_HEADINGS.format(count=rest))] if rest > 0 else []
        parts.append(Items((*map(text, read.headings[:HEADINGS]), *more), title=texts.HEADINGS))
    parts.append(Paragraph(text(" ".join(_counted(article)))))
    if read.questions:
        parts.append(Items(tuple(map(text, read.questions)), title=texts.QUESTIONS))
    else:
        parts.append(Paragraph(text(texts.NO_QUESTIONS)))
    if read.replaces:
        parts.append(Paragraph(text(texts.REPLACES.format(title=read.replaces))))
    buttons = (
        Button("article_accept", texts.ACCEPT, article.id, primary=True),
        Button("article_reject", texts.REJECT, article.id),
    )
    return Message(title, (*parts, Context(text(texts.CHOOSE)), Buttons(buttons)))


def accepted(article: AddedArticle) -> Message:
    return say(texts.ACCEPTED.format(title=article.title))


def _source(article: AddedArticle) -> Text:
    return text(link(_short(article.source), article.source if is_link(article.source) else None))


def _short(words: str) -> str:
    return words if len(words) <= LONG else f"{words[: LONG - 1]}…"


def _counted(article: AddedArticle) -> Iterator[str]:
    """How many words it has, and what was left out, most first."""
    yield texts.KEPT.format(words=article.words)
    left_out: Counter[str] = Counter()
    for reason, words in article.left_out.items():
        if reason != LOST:
            left_out[texts.REASONS.get(reason, texts.OTHER_REASON)] += words
    if left_out:
        told = Counter(dict(left_out.most_common(REASONS)))
        if rest := left_out.total() - told.total():
            told[texts.OTHER_REASON] += rest
        said = (texts.LEFT_OUT_ONE.format(why=why, words=words) for why, words in told.items())
        yield texts.LEFT_OUT.format(reason=", ".join(said))
    elif LOST not in article.left_out:
        yield texts.LEFT_OUT_NOTHING
    if lost := article.left_out.get(LOST):
        yield texts.LOST_ONE if lost == 1 else texts.LOST.format(words=lost)
