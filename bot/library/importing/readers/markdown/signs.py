"""What makers of web sites and notebooks write into lines of Markdown: signs, tags and queries, in text outside fences.

What people read of them stays; the rest is taken out and told. `dialects` says whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.library.fields import one_line
from bot.library.importing.blocks import Block
from bot.library.importing.readers.scrubbing import Held

_VALUE = re.compile(r"(?:(?<![\w-])([\w:-]+)\s*=\s*)?(?:\"([^\"]+)\"|'([^']+)')")
_READ = frozenset(
    ("title", "titel", "summary", "label", "header", "heading", "caption", "text", "quote", "attribution")
)
"""Names of what people read in a tag, however short it is."""
_UNREAD = re.compile(r"alt|class(name)?|style|id|(aria|data)\b.*", re.IGNORECASE)
_REFERS = re.compile(r"\{[{%][<%-]?\s*(?:rel)?ref\b")
_PLACE = re.compile(r"<([A-Z][\w.]*)(?:\s[^=]*)?>")
"""A tag that may be words between brackets, which say what to write there: <Naam van de klant>."""
_NO_TEXT = re.compile(r"[/\\_<>{}|]|\.\w")
_INSIDE = tuple(
    (end, re.compile(pattern, re.DOTALL | re.MULTILINE), reason)
    for end, pattern, reason in (
        ("endcomment", r"\{%-?\s*comment\s*-?%\}.{0,9000}?\{%-?\s*endcomment\s*-?%\}", "comment"),
        ("{:/", r"\{::comment\}.{0,9000}?\{:/(?:comment)?\}", "comment"),
        ("end", r"\{%-?\s*(highlight|code|mermaid)\b.{0,9000}?\{%-?\s*end\1\s*-?%\}", "code"),
        (
            "/",
            r"\{\{[<%]\s*(highlight|mermaid|katex|chart)\b.{0,9000}?\{\{[<%]\s*/\s*\1\s*[>%]\}\}",
            "code",
        ),
        (":::", r"^[ \t]*:{3,}\s*(?:mermaid|plantuml)\b.{0,9000}?^[ \t]*:{3,}[ \t]*$", "diagram"),
        ("$$", r"^[ \t]*\$\$(?:(?!\n[ \t]*\n)[^$]){1,2000}\$\$[ \t]*$", "formula"),
        ("%%", r"%%(?!\s*\n\s*%%).{1,2000}?%%", "comment"),
        ("*/}", r"\{/\*.{0,2000}?\*/\}", "comment"),
        ("<<}", r"\{>>.{1,2000}?<<\}", "comment"),
        ("--}", r"\{--.{1,2000}?--\}", "deleted in a change"),
    )
)
"""What goes with all that is in it, and what has to stand in a text where that ends."""
_TAGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{\{[^{}]{0,2000}\}\}",
        r"\{%(?:[^%{]|%(?!\})){0,2000}%\}",
        r"<%(?:[^%]|%(?!>)){0,2000}%>",
        r"(?<!@)</?[A-Z][\w.]*(?:\s(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{[^{}]*\}){0,500})?/?>",
        r"<[a-z]\w*\s[^<>{}]{0,300}=\s?\{[^{}]{0,300}\}[^<>]{0,300}>",
    )
)
_MARKS = tuple(
    (re.compile(pattern, re.MULTILINE), instead, reason)
    for pattern, instead, reason in (
        (r"^([ \t]*:{3,}\{.*)\n(?:[ \t]*:[a-z][\w-]*:.*\n)+", r"\1\n", "layout"),
        (r"!\[\[[^\[\]\n]{1,300}\]\]", "", "picture"),
        (
            r"^[ \t*+-]*(?:\[TOC\]|\[\[_?[Tt][Oo][Ss]?[CcPp]_?\]\]|\{:\s*\.?(?:no_)?toc\b[^}\n]*\}|TOC)[ \t]*$",
            "",
            "table of contents",
        ),
        (r"\[\[(?:[^\[\]|\n]{1,300}\|)([^\[\]|\n]{1,300})\]\]", r"\1", "address of a link"),
        (r"\[\[#?([^\[\]|\n#^]{1,300})([#^][^\[\]|\n]*)?\]\]", r"\1", "address of a link"),
        (r"\[([^\[\]\n]{1,300})\]\{ ?[#.][^{}\n]{1,300}\}", r"\1", "layout"),
        (
            r"\{:[^{}\n]{0,300}\}|\{ ?[#.][\w-][^{}\n]{0,300}\}|\{ ?[a-z][\w-]*=[^{}\n]{1,300}\}",
            "",
            "layout",
        ),
        (r"^[ \t]*-{3,} +/?[a-z][\w =\"'-]{0,80} +-{3,}[ \t]*$", "", "layout"),
        (r"^[ \t]*;?-{1,2}8<-{1,2}.*$", "", "shortcode"),
        (r"^\([\w.:-]{1,80}\)=[ \t]*$|^\+\+\+[ \t]*(?:\{.*\})?[ \t]*$", "", "layout"),
        (r"^[ \t]*\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle)\b.*$", "", "layout"),
        (r"\{[a-z][a-z:-]{0,40}\}(?=⟦)", "", "layout"),
        (r"[ \t]\^[\w-]+[ \t]*$", "", "layout"),
        (
            r"\s?\[(?:[^\[\]@\n]{1,80}[ ;](?=-?@[A-Za-z][\w:.-]*\d))?-?@[^\[\]\n]{1,300}\](?![(\[])",
            "",
            "reference",
        ),
        (r"@<([^<>\n]{1,80})>", r"@\1", ""),
        (r"(?<![\w:/]):(?:[+-]1|100|[a-z][a-z0-9_+-]{1,40}):(?![\w:/])", "", "emoji"),
        (r"\^\[([^\[\]\n]{1,500})\]", r" (\1)", ""),
        (r"\{(?:\+\+([^{}\n]{1,500})\+\+|==([^{}\n]{1,500})==)\}", r"\1\2", ""),
        (r"\{~~[^{}\n]{0,300}~>([^{}\n]{0,300})~~\}", r"\1", "deleted in a change"),
        (r"(?<![=\w])==(?=\S)([^=\n]{1,300})(?<=\S)==(?![=\w])", r"\1", ""),
        (r"(?<![\w+])\+\+([a-z0-9][a-z0-9+-]{0,40})\+\+(?![\w+])", r"\1", ""),
        (r"(?<=\w)(?:~([\w+-]{1,10})~|\^([\w+-]{1,10})\^)(?![~^])", r"\1\2", ""),
        (r"^\*\[([^\[\]\n]{1,80})\]:[ \t]+", r"\n\1: ", ""),
        (r"[\[(]([A-Za-z][\w -]{0,40})::[ \t]*([^\[\]()\n]{1,300})[\])]", r"\1: \2", ""),
        (r"^([ \t>*+-]*[A-Za-z][\w -]{0,40})::(?=[ \t]+\S)", r"\1:", ""),
        (
            r"^[ \t]*(?:#[a-z][\w/-]*[ \t]+)*#[a-z][\w/-]*[ \t]*$|(?<=[.!?])(?:[ \t]+#[A-Za-z][\w/-]*)+[ \t]*$",
            "",
            "tags",
        ),
        (r"^([ \t>]*)[•▪◦●‣·][ \t]+", r"\1- ", ""),
        (r"^(#{2,6})(?=[^\s#])", r"\1 ", ""),
    )
)
_EXPRESSIONS = (
    (re.compile(r"\{[\"'`]([^\"'`{}\n]{0,300})[\"'`]\}"), r"\1", ""),
    (re.compile(r"\{[^{}\n]{0,300}\}|</?>"), "", "code"),
)
"""What stands between brackets in MDX is JavaScript: https://mdxjs.com/docs/what-is-mdx/#expressions"""
CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]+\1(?!`)")
_QUERY = re.compile(r"`+\$?= ")
"""What begins a query within a line: https://blacksmithgu.github.io/obsidian-dataview/queries/dql-js-inline"""

_Found = re.Match[str]


def without_expressions(text: str, out: list[Block]) -> str:
    """A text of MDX without its JavaScript."""
    for expressions, instead, reason in _EXPRESSIONS:
        text = expressions.sub(_taker(_template(instead), reason, out), text)
    return text


def without_signs(text: str, out: list[Block]) -> str:
    """The text as people read it; what was taken out is added to `out`."""
    code, before = Held(), len(out)
    text = CODE.sub(lambda found: _held(found[0], code, out), text)
    for end, inside, reason in _INSIDE:
        text = inside.sub(_taker(lambda _: "", reason, out), text) if end in text else text
    for tags in _TAGS:
        text = tags.sub(_taker(_read, "shortcode", out), text)
    for marks, instead, reason in _MARKS:
        text = marks.sub(_taker(_template(instead), reason, out), text)
    out[before:] = [replace(block, text=code.back(block.text)) for block in out[before:]]
    return code.back(text)


def _held(found: str, code: Held, out: list[Block]) -> str:
    if _QUERY.match(found):
        out.append(Block("left out", one_line(found), reason="code"))
        return ""
    return code.put(found)


def _template(instead: str) -> Callable[[_Found], str]:
    return lambda found: found.expand(instead)


def _taker(instead: Callable[[_Found], str], reason: str, out: list[Block]) -> Callable[[_Found], str]:
    def take(found: _Found) -> str:
        kept = instead(found)
        gone = found[0].replace(kept.strip(), " ", 1) if kept.strip() else found[0]
        out.append(Block("left out", one_line(gone), reason=reason or "layout"))
        start, end = found.span()
        apart = found.string[start - 1 : start].isalnum() and found.string[end : end + 1].isalnum()
        return " " if apart and not kept and reason == "shortcode" else kept

    return take


def _read(found: _Found) -> str:
    """What people read in a tag, each on a line of its own; a word between brackets that is no tag stays itself."""
    tag = found[0]
    name = _PLACE.fullmatch(tag)
    if name and not tag.endswith("/>") and f"</{name[1]}" not in found.string:
        return tag[1:-1]
    told = list(dict.fromkeys(_texts_in(tag)))
    return "\n\n" + "\n\n".join(told) + "\n\n" if told else ""


def _texts_in(tag: str) -> Iterator[str]:
    if _REFERS.match(tag):
        return
    for name, one, other in _VALUE.findall(tag):
        value = (one or other).strip()
        text = value[:1].isupper() and not _NO_TEXT.search(value) and (not name or " " in value)
        if name.lower() in _READ or (text and not _UNREAD.fullmatch(name)):
            yield value
