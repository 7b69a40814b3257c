"""Signs of a markup that its own tools did not take away: they are no part of what people read."""

from __future__ import annotations

import re

from bot.library.importing.blocks import Block

_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\s?\[-?@[^\[\]]{1,300}\](?!\()"), "", "reference"),
    (re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\(+[^()\s]*\)+"), r"\1", "address of a link"),
    (re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\("), r"\1 (", ""),
    (re.compile(r"\[\^[\w-]+\]:?"), "", "mark of a note"),
    (re.compile(r"\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}"), "", "shortcode"),
    (
        re.compile(r"\[[a-z][\w-]*(?:\s+[\w-]+=(?:\"[^\"\]]*\"|'[^'\]]*'))+\s*/?\]|\[/[a-z][\w-]*\]"),
        "",
        "shortcode",
    ),
    (re.compile(r"(?<!\w)(\*{2,3}|__|~~)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2", ""),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,200}?)\s+\*(?![\w*])"), r"\1", ""),
    (re.compile(r"\*\*+|~~+|(?<!\w)__+|__+(?!\w)"), "", ""),
)


_HELD = re.compile(r"⟦(\d+)⟧")


class Held:
    """Pieces that stay as they are while the text around them is changed."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def put(self, piece: str) -> str:
        """What stands for the piece."""
        self.pieces.append(piece)
        return f"⟦{len(self.pieces) - 1}⟧"

    def back(self, text: str) -> str:
        """The text with the pieces in it again."""
        return _HELD.sub(
            lambda found: self.pieces[int(found[1])] if int(found[1]) < len(self.pieces) else found[0], text
        )


def scrubbed(text: str) -> tuple[str, list[Block]]:
    """A text without such signs, and what was taken out with them."""
    out: list[Block] = []
    if not any(sign in text for sign in "[{*_~"):
        return text, out
    for pattern, instead, reason in _SIGNS:

        def take(found: re.Match[str], instead: str = instead, reason: str = reason) -> str:
            kept = found.expand(instead)
            if reason:
                out.append(
                    Block("left out", found[0].replace(kept, "", 1) if kept else found[0], reason=reason)
                )
            return kept

        text = pattern.sub(take, text)
    return " ".join(text.split()), out


_PROGRAM = re.compile(r"[{};=<>$\\|]|\w\(|^\s*[#/]{2}|^\s*(?:sudo|npm|pip|git|cd|docker) ", re.MULTILINE)


def is_program(text: str) -> bool:
    """Whether a text that is set as code looks like code."""
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(1 for line in lines if _PROGRAM.search(line)) * 3 > len(lines)
