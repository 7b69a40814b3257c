"""Texts in Slack's mrkdwn, so that what is read is the text itself, whatever characters it holds.

Slack formats by characters (`*bold*`, `_italic_`, `<!channel>`, `:smile:`), and has no escape for most of them. A word
joiner (an invisible character of no width) beside such a character keeps it from standing at a word's edge, where alone
Slack gives it a meaning. `verbatim` is set wherever this text goes, so that no addresses or names become links.
"""

from __future__ import annotations

import re

from bot.domain.messages import Run, Text

JOINER = "\u2060"

_FORMATTING = re.compile(r"[*_~`]")
_QUOTE = re.compile(r"^(\s*)(?=&gt;)", re.MULTILINE)
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_ADDRESS = re.compile(r"https?://[^\s|<>]+")


def mrkdwn(text: Text) -> str:
    """The runs as one mrkdwn text."""
    return "".join(_run(run) for run in text)


def escape(words: str) -> str:
    """`words` so that Slack shows exactly them. Control characters, which nobody sees, are left out."""
    words = _CONTROLS.sub("", words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = _FORMATTING.sub(lambda found: f"{JOINER}{found.group()}{JOINER}", words)
    words = _QUOTE.sub(rf"\1{JOINER}", words)
    return _EMOJI.sub(f":{JOINER}", words)


def quote(words: str) -> str:
    """A mrkdwn text as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in words.split("\n"))


def _run(run: Run) -> str:
    if run.user is not None:
        return f"<@{run.user}>" if _USER.fullmatch(run.user) else escape(run.user)
    if run.link is not None and _ADDRESS.fullmatch(run.link):
        return f"<{run.link.replace('&', '&amp;')}|{escape(run.text).replace('|', '¦')}>"
    if run.bold:
        return _bold(run.text)
    return escape(run.text)


def _bold(words: str) -> str:
    bare = words.strip()
    if not bare:
        return escape(words)
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    lines = (f"*{escape(line)}*" if line.strip() else line for line in bare.split("\n"))
    return before + "\n".join(lines) + after
