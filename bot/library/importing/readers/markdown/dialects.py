"""What makers of web sites and notebooks add to Markdown: made plain Markdown, or taken out and told.

Docusaurus and MDX (https://docusaurus.io/docs/markdown-features), Hugo (https://gohugo.io/content-management/shortcodes),
Jekyll (https://kramdown.gettalong.org/syntax.html), MkDocs (https://python-markdown.github.io/extensions/admonition),
GitBook, Obsidian (https://obsidian.md/help/obsidian-flavored-markdown), Pandoc (https://pandoc.org/MANUAL.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.library.fields import one_line
from bot.library.importing.blocks import Block
from bot.library.importing.readers.markdown.signs import CODE, without_expressions, without_signs

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_UNDER_HEAD = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_CODE_LINE = re.compile(r"import\s+(?:[\w*{\"'].*|)$|export\s+(?:default|const|let|function|class|\{)")
_BOX = re.compile(r"(?P<dent>\s*):{3,}\s*(?:\{\s*\.?(?P<style>[\w-]*)[^}]*\}|(?P<kind>[\w-]*))(?P<rest>.*)")
_INDENTED_BOX = re.compile(r"(\s*)(?:(?:!!!|\?\?\?\+?)\s*[\w -]*?|===[+!]?)\s*(?:\"([^\"]*)\")?\s*$")
_CALLOUT = re.compile(r"((?:\s{0,3}>)+)\s*\[!([\w-]+)(?:\|[^\]]*)?\][+-]?\s*(.*)")
_DEEPEST = 20


def plain_markdown(text: str, *, mdx: bool = False) -> tuple[str, list[Block]]:
    """The text as CommonMark with tables and notes, and what was taken out; fences stay as they are."""
    out: list[Block] = []
    parts = [
        part if fenced else without_signs(_whole_tables(_closed(part)), out) for fenced, part in _parts(text)
    ]
    found = "\n".join(_lines("".join(parts).split("\n"), out))
    if mdx:
        parts = [part if fenced else without_expressions(part, out) for fenced, part in _parts(found)]
        found = "".join(parts)
    return found, out


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


def _whole_tables(text: str) -> str:
    """Tables as CommonMark takes them: an upright line in code parts no cells, and the line under the head has as many
    parts as it."""
    lines = text.split("\n")
    for at in range(1, len(lines)):
        under = lines[at].strip(" \t>") if "-" in lines[at] else ""
        if "|" not in lines[at - 1] or not _UNDER_HEAD.fullmatch(under):
            continue
        row = at - 1
        while row < len(lines) and "|" in lines[row]:
            lines[row] = CODE.sub(lambda code: _PIPE.sub(r"\|", code[0]), lines[row])
            row += 1
        parts = len(_PIPE.findall(lines[at - 1].strip().strip("|"))) + 1
        if parts > 1 and parts != under.strip("|").count("|") + 1:
            lines[at] = lines[at].removesuffix(lines[at].lstrip(" \t>")) + "|" + "---|" * parts
    return "\n".join(lines)


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
    kind, rest = box["kind"] or box["style"] or "", box["rest"].strip()
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
