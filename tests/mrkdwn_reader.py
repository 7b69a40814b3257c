"""Reads mrkdwn as Slack shows it, by the rules that Slack documents and without any code of the bot.

Links, mentions and dates are between `<` and `>`; `& < >` are entities. `*bold*`, `_italic_`, `~strike~` and
`` `code` `` count only if the first mark follows the start of a line, a space or punctuation, the last mark precedes
the end of a line, a space or punctuation, and there is no space next to a mark on the inner side. ` ``` ` opens a block
of code. A line that starts with `>` is a quotation. `:name:` is an emoji.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = "\u2060"  # the word joiner: it has no width and ends no word
MARKS = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_CONTROL = re.compile(r"<([^<>\n]*)>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_EMOJI = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)


NOT_DRAWN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))))
)
"""The characters that Unicode does not draw (Default_Ignorable_Code_Point), except control and format characters."""


def is_hidden(character: str) -> bool:
    """Whether the character is invisible, or changes the text direction."""
    return character in NOT_DRAWN or (
        unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\n\t"
    )


def bare(words: str) -> str:
    """The visible text, without hidden characters, even inside emoji; unusual line ends become spaces."""
    return "".join(" " if c in "\u2028\u2029\u2800" else c for c in words if not is_hidden(c))


@dataclass(frozen=True)
class Shown:
    """A visible text: `text` without marks, `forms` with the words of each form, and `controls`: links, mentions and
    the like."""

    text: str
    forms: tuple[tuple[str, str], ...] = ()
    controls: tuple[str, ...] = ()

    @property
    def bold(self) -> tuple[str, ...]:
        return tuple(words for form, words in self.forms if form == "bold")


def read(mrkdwn: str) -> Shown:
    """What Slack shows. Fails on a single `<`, `>` or `&`, which should have been an entity."""
    if "```" in mrkdwn:
        return Shown(mrkdwn, (("block of code", mrkdwn),))
    lines = [_line(line) for line in mrkdwn.split("\n")]
    forms = tuple(form for line in lines for form in line.forms)
    return Shown(
        "\n".join(line.text for line in lines), forms, tuple(c for line in lines for c in line.controls)
    )


def _line(line: str) -> Shown:
    forms: list[tuple[str, str]] = []
    controls: list[str] = []
    quoted = re.match(r"\s*(?:>|&gt;)\s?", line)
    if quoted:
        line = line[quoted.end() :]

    def control(found: re.Match[str]) -> str:
        controls.append(found[1])
        return found[1].partition("|")[2] or found[1]

    line = _CONTROL.sub(control, line)
    rest = re.sub(r"&(?:lt|gt|amp);", "", line)
    assert not set("<>&") & set(rest), f"{rest!r} holds a character that Slack's escaping forbids"
    line = _formatted(line, forms)
    for found in _EMOJI.findall(line):
        forms.append(("emoji", found))
    text = re.sub(r"&(?:lt|gt|amp);", lambda found: _ENTITIES[found[0]], line).replace(INVISIBLE, "")
    if quoted:
        forms.append(("quote", text))
    forms = [(form, _plain(words)) for form, words in forms]
    return Shown(text, tuple(forms), tuple(controls))


def _plain(words: str) -> str:
    return re.sub(r"&(?:lt|gt|amp);", lambda found: _ENTITIES[found[0]], words).replace(INVISIBLE, "")


def _formatted(line: str, forms: list[tuple[str, str]]) -> str:
    """The line without the marks that count; adds the words between them to `forms`."""
    at = 0
    while at < len(line):
        mark = line[at]
        if (
            mark in MARKS
            and _edge(line[at - 1] if at else "")
            and at + 1 < len(line)
            and not line[at + 1].isspace()
        ):
            end = _closing(line, at)
            if end:
                inner = line[at + 1 : end]
                forms.append((MARKS[mark], inner))
                inner = inner if mark == "`" else _formatted(inner, forms)
                line = line[:at] + inner + line[end + 1 :]
                at += len(inner)
                continue
        at += 1
    return line


def _closing(line: str, at: int) -> int:
    """The position of the mark that closes the one at `at`; 0 if there is none."""
    for end in range(at + 2, len(line)):
        after = line[end + 1] if end + 1 < len(line) else ""
        if line[end] == line[at] and not line[end - 1].isspace() and _edge(after):
            return end
    return 0


def _edge(character: str) -> bool:
    """Whether a mark may be next to this character: nothing, a space, or punctuation."""
    return not character or character.isspace() or unicodedata.category(character)[0] in "PS"
