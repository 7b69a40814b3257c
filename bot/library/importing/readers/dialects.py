"""What makers of web sites and notebooks add to Markdown: made plain Markdown, or taken out and told.

Docusaurus and MDX (https://docusaurus.io/docs/markdown-features), Hugo (https://gohugo.io/content-management/shortcodes),
Jekyll (https://kramdown.gettalong.org/syntax.html), MkDocs (https://python-markdown.github.io/extensions/admonition),
GitBook, Obsidian (https://obsidian.md/help/obsidian-flavored-markdown), Pandoc (https://pandoc.org/MANUAL.html).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.library.fields import one_line
from bot.library.importing.blocks import Block
from bot.library.importing.readers.scrubbing import Held

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_TITLE = re.compile(
    r"(?<![\w-])(?:title|titel|summary|label|header|heading|caption|alt|text|quote|attribution)\s*=\s*"
    r"(?:\"([^\"]+)\"|'([^']+)')"
)
_INSIDE = tuple(
    (end, re.compile(pattern, re.DOTALL), reason)
    for end, pattern, reason in (
        ("endcomment", r"\{%-?\s*comment\s*-?%\}.{0,9000}?\{%-?\s*endcomment\s*-?%\}", "comment"),
        ("end", r"\{%-?\s*(highlight|code|mermaid)\b.{0,9000}?\{%-?\s*end\1\s*-?%\}", "code"),
        (
            "/",
            r"\{\{[<%]\s*(highlight|mermaid|katex|chart)\b.{0,9000}?\{\{[<%]\s*/\s*\1\s*[>%]\}\}",
            "code",
        ),
        ("%%", r"%%(?!\s*\n\s*%%).{1,2000}?%%", "comment"),
        ("*/}", r"\{/\*.{0,2000}?\*/\}", "comment"),
    )
)
"""What goes with all that is in it, and what has to stand in a text where that ends."""
_TAGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{\{[^{}]{0,2000}\}\}",
        r"\{%(?:[^%{]|%(?!\})){0,2000}%\}",
        r"</?[A-Z][\w.]*(?:\s(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{[^{}]*\}){0,500})?/?>",
    )
)
_MARKS = tuple(
    (re.compile(pattern, re.MULTILINE), instead, reason)
    for pattern, instead, reason in (
        (r"!\[\[[^\[\]\n]{1,300}\]\]", "", "picture"),
        (
            r"^[ \t*+-]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:\s*\.?(?:no_)?toc\b[^}\n]*\}|TOC)[ \t]*$",
            "",
            "table of contents",
        ),
        (r"\[\[(?:[^\[\]|\n]{1,300}\|)([^\[\]|\n]{1,300})\]\]", r"\1", "address of a link"),
        (r"\[\[([^\[\]|\n#]{1,300})(#[^\[\]|\n]*)?\]\]", r"\1", "address of a link"),
        (r"\{:[^{}\n]{0,300}\}|\{[#.][\w-][^{}\n]{0,300}\}|\{[a-z][\w-]*=[^{}\n]{1,300}\}", "", "layout"),
        (r"^[ \t]*-{3,} +/?[a-z][\w =\"'-]{0,80} +-{3,}[ \t]*$", "", "layout"),
        (r"[ \t]\^[\w-]+[ \t]*$", "", "layout"),
        (r"\s?\[-?@[^\[\]\n]{1,300}\](?![(\[])", "", "reference"),
        (r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,40}:(?![\w:/])", "", "emoji"),
        (r"\^\[([^\[\]\n]{1,500})\]", r" (\1)", ""),
        (r"(?<![=\w])==(?=\S)([^=\n]{1,300})(?<=\S)==(?![=\w])", r"\1", ""),
        (r"^[ \t]*(?:#[a-z][\w/-]*[ \t]+)*#[a-z][\w/-]*[ \t]*$", "", "tags"),
        (r"^(#{2,6})(?=[^\s#])", r"\1 ", ""),
    )
)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]+\1(?!`)")
_CODE_LINE = re.compile(r"import\s+(?:[\w*{\"'].*|)$|export\s+(?:default|const|let|function|class|\{)")
_BOX = re.compile(r"(?P<dent>\s*):{3,}\s*(?:\{\s*\.?(?P<style>[\w-]*)[^}]*\}|(?P<kind>[\w-]*))(?P<rest>.*)")
_INDENTED_BOX = re.compile(r"(\s*)(?:(?:!!!|\?\?\?\+?)\s*[\w -]*?|===[+!]?)\s*(?:\"([^\"]*)\")?\s*$")
_CALLOUT = re.compile(r"((?:\s{0,3}>)+)\s*\[!([\w-]+)(?:\|[^\]]*)?\][+-]?\s*(.*)")
_DEEPEST = 20


def plain_markdown(text: str) -> tuple[str, list[Block]]:
    """The text as CommonMark with tables and notes, and what was taken out; fences stay as they are."""
    out: list[Block] = []
    parts = [part if fenced else _without_marks(_closed(part), out) for fenced, part in _parts(text)]
    return "\n".join(_lines("".join(parts).split("\n"), out)), out


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text cut into what stands inside fences and what does not."""
    held: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and not fence:
            yield False, "".join(held)
            held, fence = [line], found[1]
        elif fence and found and found[1].startswith(fence) and not line[found.end() :].strip():
            yield True, "".join([*held, line])
            held, fence = [], ""
        else:
            held.append(line)
    yield bool(fence), "".join(held)


def _closed(text: str) -> str:
    """Text without the brackets of a part that opens hundreds and closes none, on which parsers spend minutes."""
    parts = re.split(r"(\n[ \t]*\n)", text)
    return "".join(
        one.replace("[", " ") if one.count("[") > 200 + 2 * one.count("]") else one for one in parts
    )


def _without_marks(text: str, out: list[Block]) -> str:
    code, before = Held(), len(out)
    text = _CODE.sub(lambda found: code.put(found[0]), text)
    for end, pattern, reason in _INSIDE:
        text = pattern.sub(_taker(lambda _: "", reason, out), text) if end in text else text
    for tags in _TAGS:
        text = tags.sub(_taker(_titles, "shortcode", out), text)
    for marks, instead, reason in _MARKS:
        text = marks.sub(_taker(_template(instead), reason, out), text)
    out[before:] = [replace(block, text=code.back(block.text)) for block in out[before:]]
    return code.back(text)


def _template(instead: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found.expand(instead)


def _taker(
    instead: Callable[[re.Match[str]], str], reason: str, out: list[Block]
) -> Callable[[re.Match[str]], str]:
    def take(found: re.Match[str]) -> str:
        kept = instead(found)
        gone = found[0].replace(kept.strip(), " ", 1) if kept.strip() else found[0]
        out.append(Block("left out", one_line(gone), reason=reason or "layout"))
        return kept

    return take


def _titles(found: re.Match[str]) -> str:
    """What people read in a tag: its title, on a line of its own."""
    told = [one or other for one, other in _TITLE.findall(found[0])]
    return "\n\n" + "\n\n".join(told) + "\n\n" if told else ""


def _lines(lines: Sequence[str], out: list[Block], depth: int = 0) -> Iterator[str]:
    at, fence = 0, ""
    while at < len(lines):
        line = lines[at]
        at += 1
        if mark := _FENCE.match(line):
            closes = fence and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if closes else fence or mark[1]
        if mark or fence:
            yield line
        elif depth == 0 and _CODE_LINE.match(line) and _begins_code(lines, at - 1):
            end = _end_of_code(lines, at)
            out.append(Block("left out", one_line(" ".join(lines[at - 1 : end])), line=at, reason="code"))
            at = end
            yield ""
        elif (box := _INDENTED_BOX.match(line)) and line.strip().strip("="):
            end = _end_of_indented(lines, at, len(box[1]) + 4)
            yield from _indented_box(box, lines[at:end], out, depth)
            at = end
        else:
            yield from _line(line, out)


def _line(line: str, out: list[Block]) -> Iterator[str]:
    """A line by itself: it begins a box, or is as it is."""
    if (box := _BOX.fullmatch(line)) and (box["kind"] or box["style"] or not box["rest"].strip()):
        yield from _box(box, out)
    elif callout := _CALLOUT.fullmatch(line):
        out.append(Block("left out", callout[2], reason="layout"))
        yield from (f"{callout[1]} {callout[3]}", callout[1])
    else:
        yield line


def _indented_box(box: re.Match[str], inside: Sequence[str], out: list[Block], depth: int) -> Iterator[str]:
    """The title of a box of MkDocs, and what stands in it, no longer indented."""
    title = box[2] or ""
    out.append(Block("left out", box[0].replace(title, "", 1).strip(), reason="layout"))
    yield from ("", f"{box[1]}{title}", "")
    flat = [one[4:] if one.strip() else "" for one in inside]
    yield from _lines(flat, out, depth + 1) if depth < _DEEPEST else flat


def _begins_code(lines: Sequence[str], at: int) -> bool:
    return at == 0 or not lines[at - 1].strip() or lines[at - 1].rstrip().endswith((";", "'", '"'))


def _end_of_code(lines: Sequence[str], at: int) -> int:
    """Where a statement ends whose brackets go on over more lines; it holds no empty line."""
    end = at
    opened = 0
    while end <= len(lines) and lines[end - 1].strip():
        line = lines[end - 1]
        opened += line.count("{") + line.count("(") - line.count("}") - line.count(")")
        if opened <= 0:
            break
        end += 1
    return min(end, len(lines))


def _box(box: re.Match[str], out: list[Block]) -> Iterator[str]:
    """The title of a box between lines ':::'; a kind that is written as a title is one."""
    kind, rest = box["kind"] or "", box["rest"].strip()
    title = re.sub(r"^\[(.*)\](?:\{.*\})?$|^\{.*\}$", r"\1", rest) or (kind if kind[:1].isupper() else "")
    if kind and kind != title:
        out.append(Block("left out", kind, reason="layout"))
    yield from ("", box["dent"] + title, "")


def _end_of_indented(lines: Sequence[str], at: int, dent: int) -> int:
    end = at
    for number in range(at, len(lines)):
        if lines[number].strip():
            if len(lines[number]) - len(lines[number].lstrip(" ")) < dent:
                break
            end = number + 1
    return end
