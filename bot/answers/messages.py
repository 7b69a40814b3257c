"""Makes messages of the passages that answer a question, and of having none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.answers.gaps import texts as texts_gaps
from bot.channels.nudges.messages import cited
from bot.core import texts
from bot.core.commands import fold
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Divider,
    Message,
    Paragraph,
    Part,
    Quote,
    highlighted,
    mention,
    say,
    text,
)
from bot.library.passages import Article, Corpus, Findings, Hit, Passage
from bot.library.references import encode
from bot.library.tips import Library, Tip

REASONS = 3
"""So many reasons at most why a passage was found."""
SHARE_CONFIRM = Confirm(texts.SHARE_TITLE, texts.SHARE_TEXT, texts.SHARE_YES, texts.SHARE_NO)


def answer(
    findings: Findings,
    tips: Mapping[str, Tip],
    corpus: Corpus,
    remaining: Sequence[Hit] = (),
    verdict: str = "",
    *,
    private: bool = True,
) -> Message:
    """The passages found, best first. `tips` are those that belong to a passage, by the passage's id.

    `remaining` are the passages that "Meer" shows; `verdict` is the value of the buttons that say whether the answer
    is right, '' for none. In public there are no buttons.
    """
    hits = findings.hits
    parts: list[Part] = [Paragraph(text(texts.ANSWER_MAYBE))] if findings.certainty == "maybe" else []
    for number, hit in enumerate(hits):
        if number:
            parts.append(Divider())
        parts += _hit_parts(hit, tips.get(hit.passage.id), corpus[hit.passage.article], private=private)
    buttons = [Button("more", texts.MORE, encode(remaining))] if remaining else []
    if verdict:
        buttons.append(Button("found", texts_gaps.FOUND, verdict))
        buttons.append(Button("missed", texts_gaps.MISSED, verdict))
    if private and buttons:
        parts += (Divider(), Buttons(tuple(buttons)))
    headings = "; ".join(hit.passage.heading for hit in hits)
    return Message(texts.ANSWER_SUMMARY.format(headings=headings), tuple(parts))


def _hit_parts(hit: Hit, tip: Tip | None, article: Article, *, private: bool) -> Iterator[Part]:
    yield Quote(highlighted(hit.passage.text, hit.highlights))
    yield Context(text(texts.ANSWER_SOURCE.format(heading=hit.passage.heading), *cited(article)))
    if because := " · ".join(islice(dict.fromkeys(_because(hit)), REASONS)):
        yield Context(text(because))
    if private:
        share = Button("share", texts.SHARE, encode([hit]), confirm=SHARE_CONFIRM)
        show = (Button("show_tip", texts.SHOW_TIP.format(title=tip.title), tip.id),) if tip else ()
        yield Buttons((share, *show))
    elif tip:
        yield Context(text(texts.ANSWER_TIP.format(title=tip.title)))


def _because(hit: Hit) -> Iterator[str]:
    """`baas → leidinggevende` for words that the passage says otherwise, then the question of the passage that says
    the rest. A word, another form of it and a part of it explain themselves."""
    for match in hit.matches:
        other = match.relation in ("synonym", "translation")
        if match.relation == "typo" or (other and fold(match.asked) not in fold(match.found)):
            yield texts.ANSWER_WORD.format(asked=match.asked, found=match.found)
    yield from (
        texts.ANSWER_QUESTION.format(question=m.found) for m in hit.matches if m.relation == "question"
    )


def shared(passage: Passage, corpus: Corpus, user: str = "") -> Message:
    """A passage in the channel, with the name of the one who chose to share it, if any."""
    source = Context(text(f"{passage.heading} · ", *cited(corpus[passage.article])))
    by = (Context(text(texts.SHARED_BY, mention(user))),) if user else ()
    summary = texts.SHARED_SUMMARY.format(heading=passage.heading)
    return Message(summary, (Quote(text(passage.text)), source, *by))


def nothing(library: Library, *, noted: bool = False) -> Message:
    """Says that the articles do not answer the question, and what they do hold; `noted`: and what is kept of it."""
    more = []
    more.append(
        texts.NOTHING_THEMES.format(themes=" · ".join(theme.title for theme in library.themes.values()))
    )
    message = say(texts.NOTHING_FOUND, *more, texts.NOTHING_TRY)
    return replace(message, parts=(*message.parts, Context(text(texts_gaps.NOTED)))) if noted else message
