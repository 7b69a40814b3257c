"""The tokens of markdown-it-py as blocks: each becomes part of one, or is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from bot.library.importing.blocks import Block, left_out
from bot.library.importing.lines import visible
from bot.library.importing.readers import rows, web
from bot.library.importing.readers.markdown.inline import Line, parser, plain
from bot.library.importing.readers.scrubbing import is_program

_LONG_HEADING = 20
"""Words from which a text above a line --- is a paragraph, whatever CommonMark says."""
_CELL = re.compile(r"(?<!\\)\|")
_BOX = re.compile(r"\[[ xX<>/!?*+~-]\]\s+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PROGRAM = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_OPTION = re.compile(r"(?:(title): *(.*)|(?:collapse|icon|color): .*|:[a-z][\w-]*:(?: .*)?)")
"""A line that sets how a box looks, at its top; a title is read: https://plugins.javalent.com/admonitions/usage"""
_CONTENTS = re.compile(r"(?:table of )?contents|inhoud(?:sopgave)?|op deze pagina", re.IGNORECASE)
_PROSE_FENCES = frozenset(
    ("", "text", "txt", "plain", "plaintext", "none", "markdown", "md", "quote", "email")
)
_DIAGRAMS = frozenset(("mermaid", "plantuml", "puml", "dot", "graphviz", "ditaa", "d2", "flow", "sequence"))


def blocks_in(text: str, above: int = 0) -> list[Block]:
    """The blocks of CommonMark with tables, notes and definitions; `above` are the lines that stand above it."""
    env: dict[str, Any] = {}
    tree = SyntaxTreeNode(parser().parse(text, env))
    notes = {one.meta["label"]: one for one in tree.children if one.type == "footnote_reference"}
    writer = _Writer(text.split("\n"), above, notes)
    writer.all(tree.children)
    references = [{"label": label, **target} for label, target in env.get("references", {}).items()]
    for one in [*references, *env.get("duplicate_refs", [])]:
        said = visible(f"{one['label']} {one['href']} {one['title']}")
        writer.blocks.append(Block("left out", said, reason="address of a link"))
    return writer.blocks


def _is_contents(node: SyntaxTreeNode) -> bool:
    """Whether each item of a list only leads to a place on the page itself."""
    texts = [one for one in node.walk() if one.type == "inline"]
    links = [one.children[0] for one in texts if len(one.children) == 1 and one.children[0].type == "link"]
    return len(texts) > 1 and len(links) == len(texts) and all(_leads_here(one) for one in links)


def _leads_here(link: SyntaxTreeNode) -> bool:
    return str(link.attrs.get("href", "")).startswith("#")


@dataclass(slots=True)
class _Writer:
    """Writes nodes as blocks, in the quotation and the list in which they stand."""

    lines: list[str]
    above: int
    notes: dict[str, SyntaxTreeNode]
    blocks: list[Block] = field(default_factory=list)
    quotes: int = 0
    level: int = 0

    def all(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        for node in nodes:
            self.one(node)

    def one(self, node: SyntaxTreeNode) -> None:
        line = self.above + (node.map[0] if node.map else 0) + 1
        if write := _WRITE.get(node.type):
            write(self, node, line)

    def _paragraph(self, node: SyntaxTreeNode, line: int) -> None:
        self._text(self._line(node.children[0], line), line)

    def _quotation(self, node: SyntaxTreeNode, _: int) -> None:
        self.quotes += 1
        self.all(node.children)
        self.quotes -= 1

    def _html(self, node: SyntaxTreeNode, line: int) -> None:
        self.blocks += [replace(block, line=line) for block in _of_html(node.content)]

    def _left_note(self, node: SyntaxTreeNode, _: int) -> None:
        self._note(node.meta["label"])

    def _line(self, inline: SyntaxTreeNode, line: int) -> Line:
        found = Line((inline.token.children if inline.token else None) or [])
        self.blocks += [replace(block, line=line) for block in found.out]
        return found

    def _text(self, found: Line, line: int) -> None:
        if found.text:
            kind = "quotation" if self.quotes else "paragraph"
            self.blocks.append(Block(kind, found.text, line=line))  # type: ignore[arg-type]
        for label in found.notes:
            self._note(label)

    def _note(self, label: str) -> None:
        """A note stands under the first text that refers to it."""
        if node := self.notes.pop(label, None):
            self.blocks.append(Block("left out", label, reason="mark of a note"))
            self.all(node.children)

    def _heading(self, node: SyntaxTreeNode, line: int) -> None:
        found = self._line(node.children[0], line)
        if node.markup in ("-", "=") and len(found.text.split()) > _LONG_HEADING:
            self._text(found, line)
        elif found.text:
            self.blocks.append(Block("heading", found.text, level=int(node.tag[1]), line=line))
            for label in found.notes:
                self._note(label)

    def _list(self, node: SyntaxTreeNode, line: int) -> None:
        if _is_contents(node):
            self._contents(node, line)
            return
        number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        self.level += 1
        for place, item in enumerate(node.children):
            self._item(item, f"{number + place}." if node.type == "ordered_list" else "-")
        self.level -= 1

    def _contents(self, node: SyntaxTreeNode, line: int) -> None:
        """A list of what stands on the page itself goes, with what heads it."""
        above = self.blocks[-1] if self.blocks else None
        if above and above.kind == "heading" and _CONTENTS.fullmatch(above.text):
            self.blocks[-1] = left_out(above, "table of contents")
        for one in node.walk():
            if one.type == "inline":
                text = self._line(one, line).text
                self.blocks.append(Block("left out", text, line=line, reason="table of contents"))

    def _item(self, item: SyntaxTreeNode, mark: str) -> None:
        said: list[str] = []
        notes: list[str] = []
        line = self.above + (item.map[0] if item.map else 0) + 1
        rest = list(item.children)
        while rest and rest[0].type == "paragraph":
            found = self._line(rest.pop(0).children[0], line)
            said.append(found.text)
            notes += found.notes
        text = " ".join(filter(None, said))
        if box := _BOX.match(text):
            self.blocks.append(Block("left out", box[0].strip(), line=line, reason="layout"))
            text = text[box.end() :]
        if text:
            short = len(mark) <= 3
            self.blocks.append(
                Block("item", text if short else f"{mark} {text}", self.level, mark if short else "-", line)
            )
        self.all(rest)
        for label in notes:
            self._note(label)

    def _definitions(self, node: SyntaxTreeNode, line: int) -> None:
        term = ""
        for child in node.children:
            if child.type == "dt":
                term = self._line(child.children[0], line).text
                continue
            said = [
                self._line(one.children[0], line).text for one in child.children if one.type == "paragraph"
            ]
            self.blocks.append(
                Block("item", f"{term}: {' '.join(said)}" if term else " ".join(said), 1, "-", line)
            )
            self.all([one for one in child.children if one.type != "paragraph"])
            term = ""

    def _table(self, node: SyntaxTreeNode, line: int) -> None:
        cells = [
            [self._line(cell.children[0], line).text for cell in row.children] + self._beyond(row)
            for part in node.children
            for row in part.children
        ]
        widest = max((len(row) for row in cells), default=0)
        whole = [[*row, *[""] * (widest - len(row))] for row in cells]
        lines = rows.readable(whole, headed=bool(cells) and any(cells[0]))
        self.blocks += [Block("row", text, line=line) for text in lines]

    def _beyond(self, row: SyntaxTreeNode) -> list[str]:
        """The cells of a row that stand beyond the last column, which the parser passes over."""
        whole = self.lines[row.map[0]].strip(" \t>") if row.map and row.map[0] < len(self.lines) else ""
        cells = _CELL.split(whole.removeprefix("|").removesuffix("|"))
        return [plain(cell.strip()) for cell in cells[len(row.children) :] if cell.strip()]

    def _code(self, node: SyntaxTreeNode, line: int) -> None:
        """A program or a diagram goes; text that stands where code should be is text."""
        info = node.info.strip()
        kind = info.split()[0].lower().lstrip("{.").rstrip("}") if info else ""
        box = info.startswith(("{", "ad-")) and kind not in (
            "code",
            "code-block",
            "toctree",
            "math",
        )
        prose = box or (kind in _PROSE_FENCES and not is_program(node.content))
        why = "diagram" if kind in _DIAGRAMS else "code"
        if prose and kind not in _DIAGRAMS:
            text, out = _of_box(dedent(node.content)) if box else (dedent(node.content), [])
            said = [Block("left out", visible(info), reason="layout")] if info else []
            self.blocks += [replace(block, line=line) for block in (*said, *out, *blocks_in(text))]
        else:
            self.blocks.append(Block("left out", visible(f"{info} {node.content}"), line=line, reason=why))


_WRITE: dict[str, Callable[[_Writer, SyntaxTreeNode, int], None]] = {
    "heading": _Writer._heading,
    "paragraph": _Writer._paragraph,
    "bullet_list": _Writer._list,
    "ordered_list": _Writer._list,
    "blockquote": _Writer._quotation,
    "fence": _Writer._code,
    "code_block": _Writer._code,
    "html_block": _Writer._html,
    "table": _Writer._table,
    "dl": _Writer._definitions,
    "footnote_reference": _Writer._left_note,
}


def _of_box(content: str) -> tuple[str, list[Block]]:
    """What stands in a box that is written as code, and the lines above it that only set how it looks."""
    out: list[Block] = []
    title = ""
    lines = content.split("\n")
    while lines and (option := _OPTION.fullmatch(lines[0].strip())):
        title = option[2] or title
        out.append(Block("left out", option[1] or visible(lines[0]), reason="layout"))
        del lines[0]
    return "\n".join([title, "", *lines]), out


def _of_html(content: str) -> Iterator[Block]:
    """HTML that stands in Markdown, and may hold Markdown in its turn."""
    comments = _COMMENT.findall(content)
    rest = _COMMENT.sub("", content)
    programs = [found[0] for found in _PROGRAM.finditer(rest)]
    rest = _PROGRAM.sub("", rest)
    for reason, some in (("comment", comments), ("code", programs), ("layout", _TAG.findall(rest))):
        yield from (Block("left out", visible(one), reason=reason) for one in some)
    for block in web.blocks_in(rest):
        if block.kind == "left out":
            yield block
            continue
        line = Line(parser().parseInline(block.text)[0].children or [])
        yield from line.out
        if line.text:
            yield replace(block, text=line.text)
