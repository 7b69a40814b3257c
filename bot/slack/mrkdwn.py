"""Texts in Slack's mrkdwn, so that people read exactly the text, whatever characters it contains.

Slack formats by characters (`*bold*`, `_italic_`, `<!channel>`, `:smile:`) and has escapes for only three of them:
https://docs.slack.dev/messaging/formatting-message-text. A word joiner (an invisible zero-width character) next to
one of the others keeps it away from the edge of a word, the only place where Slack gives it a meaning (seen, not
documented). `verbatim` is set wherever this text goes, so that addresses and names do not become links:
https://docs.slack.dev/reference/block-kit/composition-objects/text-object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.core.messages import Run, Text
from bot.core.visible import visible

UNSEEN = "–"
"""Stands for an invisible text where Slack accepts no empty one:
https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""
JOINER = "\u2060"

_SPECIAL = re.compile(r"[&<>*_~`:]")
_FORMATTING = re.compile(r"[*_~`]")
_QUOTE = re.compile(r"^(\s*)(?=&gt;)", re.MULTILINE)
_EMOJI = re.compile(r":(?=[\w+'-]+(:|$))")
_BEFORE_BOLD = re.compile(r"(^|[\s(\[‘“'\"/–—-])$")
_AFTER_BOLD = re.compile(r"^($|[\s)\]’”'\"/–—.,;:!?-])")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_ADDRESS = re.compile(r"https?://[^\s|<>]{1,2000}")


def mrkdwn(text: Text) -> str:
    """The runs as one mrkdwn text. Only whole words are bold: inside a word Slack would show the asterisks (seen, not
    documented)."""
    return "".join(_run(run) for run in _settled(text))


def _settled(text: Text) -> Iterator[Run]:
    """The runs without bold that Slack would not recognise, and with plain neighbours joined."""
    cleaned = ((run, visible(run.text)) for run in text)
    shown = (run if words == run.text else replace(run, text=words) for run, words in cleaned)
    runs = [run for run in shown if run.text or run.user]
    words = ""
    for before, run, after in zip([None, *runs], runs, [*runs[1:], None], strict=False):
        if _is_plain(run) or (run.bold and not _stands_apart(before, run.text, after)):
            words += run.text
            continue
        yield Run(words)
        yield run
        words = ""
    yield Run(words)


def _is_plain(run: Run) -> bool:
    return not run.bold and run.link is None and run.user is None


def _stands_apart(before: Run | None, words: str, after: Run | None) -> bool:
    return _clear(before, _BEFORE_BOLD, words[0]) and _clear(after, _AFTER_BOLD, words[-1])


def _clear(neighbour: Run | None, edge: re.Pattern[str], own: str) -> bool:
    """Whether a word ends between this neighbour and `own`, the outermost character of a bold run."""
    if neighbour is None or own.isspace():
        return True
    return _is_plain(neighbour) and edge.search(neighbour.text) is not None


def escape(words: str) -> str:
    """`words` escaped so that Slack shows exactly them, without invisible characters."""
    words = visible(words)
    if not _SPECIAL.search(words):
        return words
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = _FORMATTING.sub(lambda found: f"{JOINER}{found.group()}{JOINER}", words)
    words = _QUOTE.sub(rf"\1{JOINER}", words)
    return _EMOJI.sub(f":{JOINER}", words)


def plain(words: str) -> str:
    """`words` as Slack's plain_text, which may not be empty."""
    shown = visible(words)
    return shown if shown.strip() else UNSEEN


def quote(words: str) -> str:
    """A mrkdwn text as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in words.split("\n"))


def _run(run: Run) -> str:
    if run.user is not None:
        return f"<@{run.user}>" if _USER.fullmatch(run.user) else escape(run.user)
    if run.link is not None and _ADDRESS.fullmatch(run.link) and visible(run.link) == run.link:
        return f"<{run.link.replace('&', '&amp;')}|{escape(run.text).replace('|', '¦')}>"
    if run.bold:
        return _bold(run.text)
    return escape(run.text)


def _bold(words: str) -> str:
    """Bold, line by line: a mark next to a space has no meaning (seen, not documented)."""
    return "\n".join(_bold_line(line) for line in words.split("\n"))


def _bold_line(line: str) -> str:
    bare = line.strip()
    if not bare:
        return line
    before, _, after = line.partition(bare)
    return f"{before}*{escape(bare)}*{after}"
