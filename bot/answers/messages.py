"""Makes the messages that show passages, or that say that none answers the question. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.answers.gaps import texts as texts_gaps
from bot.channels.voices.messages import quoted
from bot.core import texts
from bot.core.commands import ASK, QUESTION
from bot.core.forms import Form, TextField
from bot.core.inputs.typed import fold
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Message,
    Paragraph,
    Part,
    highlighted,
    mention,
    text,
)
from bot.library.passages import Article, Corpus, Findings, Hit, Passage
from bot.library.references import encode
from bot.library.tips import Theme, Tip

REASONS = 3
"""At most this many reasons why a passage was found are shown."""
LONGEST = 500
ASKED = 150
"""At most this many characters of a question are repeated above its answer."""
SHARE_CONFIRM = Confirm(texts.SHARE_TITLE, texts.SHARE_TEXT, texts.SHARE_YES, texts.SHARE_NO)


def answer(
    findings: Findings,
    tips: Mapping[str, Tip],
    corpus: Corpus,
    remaining: Sequence[Hit] = (),
    verdict: str = "",
    *,
    short_verdict: str = "",
    question: str = "",
    private: bool = True,
) -> Message:
    """The passages that were found, best first. `tips` has the tip that belongs to a passage, by the id of the passage.

    `remaining` are the passages that "Meer" shows. `verdict` is the value of the button that says that the answer is
    not right, `short_verdict` that of the menu entry that says that it is; '' for none. The `question` is repeated only
    in a private answer, and a public one has no buttons.
    """
    hits = findings.hits
    shown: list[Part] = [*_asked(question)] if private else []
    if findings.certainty == "maybe":
        shown.append(Paragraph(text(texts.ANSWER_MAYBE)))
    for hit in hits:
        tip = tips.get(hit.passage.id)
        shown += _hit_parts(hit, tip, corpus[hit.passage.article], private=private)
        if private and hit is hits[-1]:
            shown.append(_buttons(hit, tip, remaining, verdict, short_verdict))
        elif private:
            shown.append(_buttons(hit, tip))
    if remaining and not private:
        shown.append(Context(text(texts.ANSWER_MORE)))
    headings = "; ".join(hit.passage.heading for hit in hits)
    return Message(texts.ANSWER_SUMMARY.format(headings=headings), tuple(shown))


def place_to_ask() -> tuple[Part, ...]:
    """On the home page."""
    ask = Button(ASK, texts.HOME_ASK, primary=True)
    return (Paragraph(text(texts.HOME_ASK_HOW)), Buttons((ask,)), Context(text(texts.HOME_PRIVACY)))


def question_form() -> Form:
    field = TextField(QUESTION, texts.HOME_QUESTION, example=texts.HOME_QUESTION_EXAMPLE, most=LONGEST)
    return Form(ASK, texts.HOME_ASK, (field,), texts.HOME_SEARCH, texts.HOME_CANCEL)


def unshared(answer: Message) -> Message:
    """An answer where there is no channel to share it in."""
    parts = (_without_share(part) if isinstance(part, Buttons) else part for part in answer.parts)
    return replace(answer, parts=tuple(part for part in parts if part))


def _without_share(row: Buttons) -> Buttons | None:
    kept = tuple(button for button in row.buttons if button.action != "share")
    return replace(row, buttons=kept) if kept or row.rest else None


def _buttons(
    hit: Hit, tip: Tip | None, remaining: Sequence[Hit] = (), verdict: str = "", short_verdict: str = ""
) -> Buttons:
    buttons = [Button("share", texts.SHARE, encode([hit]), confirm=SHARE_CONFIRM)]
    if remaining:
        buttons.append(Button("more", texts.MORE, encode(remaining)))
    if verdict:
        buttons.append(Button("missed", texts_gaps.MISSED, verdict))
    rest = [Button("show_tip", texts.SHOW_TIP.format(title=tip.title), tip.id)] if tip else []
    if short_verdict:
        rest.append(Button("found", texts_gaps.FOUND, short_verdict))
    return Buttons(tuple(buttons), tuple(rest))


def _asked(question: str) -> Iterator[Part]:
    """The question on one line, shortened if it is long; nothing for ''."""
    line = " ".join(question.split())
    if len(line) > ASKED:
        line = f"{line[: ASKED - 1].rstrip()}…"
    if line:
        yield Context(text(texts.ANSWER_ASKED.format(question=line)))


def _hit_parts(hit: Hit, tip: Tip | None, article: Article, *, private: bool) -> Iterator[Part]:
    yield from quoted(hit.passage.heading, [highlighted(hit.passage.text, hit.highlights)], article)
    if because := " · ".join(islice(dict.fromkeys(_because(hit)), REASONS)):
        yield Context(text(because))
    if tip and not private:
        yield Context(text(texts.ANSWER_TIP.format(title=tip.title)))


def _because(hit: Hit) -> Iterator[str]:
    """`baas → leidinggevende` for words for which the passage has other words, then the questions of the passage that
    matched. The same word, an inflection and a part of a compound need no explanation."""
    for match in hit.matches:
        other = match.relation in ("synonym", "translation")
        if match.relation == "typo" or (other and fold(match.asked) not in fold(match.found)):
            yield texts.ANSWER_WORD.format(asked=match.asked, found=match.found)
    yield from (
        texts.ANSWER_QUESTION.format(question=m.found) for m in hit.matches if m.relation == "question"
    )


def shared(passage: Passage, corpus: Corpus, user: str = "") -> Message:
    """A passage for the channel, with the name of the person who shared it, if given."""
    by = (Context(text(texts.SHARED_BY, mention(user))),) if user else ()
    summary = texts.SHARED_SUMMARY.format(heading=passage.heading)
    parts = quoted(passage.heading, [text(passage.text)], corpus[passage.article])
    return Message(summary, (*parts, *by))


def nothing(themes: Sequence[Theme], *, noted: bool = False, private: bool = True) -> Message:
    """Says that the articles do not answer the question and, in private, offers tips on these themes. `noted`: also
    says what is stored about the question."""
    choose = private and bool(themes)
    advice = texts.NOTHING_CHOOSE if choose else texts.NOTHING_TRY
    parts: list[Part] = [Paragraph(text(texts.NOTHING_FOUND, "\n", advice))]
    if choose:
        parts.append(Buttons(tuple(Button("theme_tip", theme.title, theme.id) for theme in themes)))
    if noted:
        parts.append(Context(text(texts_gaps.NOTED)))
    return Message(texts.NOTHING_FOUND, tuple(parts))
