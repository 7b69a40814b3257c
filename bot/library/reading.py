"""Reads folders of YAML with tips and series into a `Library`, and checks it as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, RootModel

from bot.core.errors import ContentError, Fault
from bot.core.inputs import yaml_files
from bot.core.inputs.text_files import listed
from bot.core.inputs.yaml_files import Document, Position
from bot.library import tip_rules
from bot.library.claims import proved, unproved
from bot.library.fields import Id, Line, Sentence, Strict, Title
from bot.library.passages import Corpus
from bot.library.tip_files import SourceFields, TipFields, form_of
from bot.library.tips import Library, Series, Theme, Tip


class _ThemeFile(Strict):
    """A theme with tips. The description of the theme may be left out if another folder has the same theme."""

    theme: Id
    title: Title | None = None
    summary: Sentence | None = None
    minimum: Annotated[int, Field(ge=0)] | None = None
    practices: dict[Id, Line] = Field(default_factory=dict)
    tips: Annotated[list[Any], Field(min_length=1)]  # checked one by one, so that all faults are found


class _Series(Strict):
    id: Id
    title: Title
    summary: Sentence
    tips: Annotated[list[Id], Field(min_length=2)]


class _SeriesFile(RootModel[list[_Series]]):
    pass


def load_library(
    folders: Sequence[Path],
    corpus: Corpus,
    series: Path | None,
    replaced: Corpus | None = None,
    held: Path | None = None,
) -> Library:
    """The tips of all folders, where later folders add to earlier ones, and the series.

    Tips in the folder `held` must keep to `tip_rules`; in other folders a tip that does not is loaded with a hint.

    `corpus` has the articles that tips may name as their source. `replaced` has the retellings that an original
    replaced: tips may still name their sections. Without `replaced` the sections of such an article are not checked,
    because an original has other sections. Raises ContentError with every fault in every file.
    """
    reading = _Reading(corpus, replaced)
    for folder in folders:
        for path in listed(folder, ".yaml", reading.faults):
            reading.read_theme(path, reading.faults if folder == held else reading.hints, proved(folder))
    reading.check_names()
    if series is not None:
        reading.read_series(series)
    if reading.faults:
        raise ContentError(reading.faults)
    return Library(reading.tips, reading.themes, reading.series, tuple(reading.hints))


@dataclass(slots=True)
class _Reading:
    """What was read so far, in which file and at which place, and what is wrong with it."""

    corpus: Corpus
    replaced: Corpus | None
    tips: dict[str, Tip] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)
    _unread: bool = False  # a file or a tip could not be read, and may contain what seems to be missing
    _first: dict[tuple[str, str], tuple[Document, Position]] = field(default_factory=dict)

    def read_theme(self, path: Path, remarks: list[Fault], proofs: Mapping[str, str]) -> None:
        """Reads a file of tips; what breaks `tip_rules`, or claims what is not in `proofs`, is added to `remarks`."""
        try:
            document = yaml_files.load(path)
            file = yaml_files.validate(_ThemeFile, document)
        except ContentError as error:
            self._unreadable(error)
            return
        if file.theme != path.stem:
            self._fault(document, ("theme",), f"theme '{file.theme}' belongs in a file {file.theme}.yaml")
        self._add_theme(document, file)
        for position in range(len(file.tips)):
            place = ("tips", position)
            try:
                fields = yaml_files.validate(form_of(document.at(place)), document, place)
            except ContentError as error:
                self._unreadable(error)
                continue
            tip = fields.tip(file.theme)
            if self._add_tip(document, place, fields, tip):
                remarks += (document.fault((*place, *where), said) for where, said in tip_rules.broken(tip))
                if claim := unproved(tip, proofs, document.file, document.line(place)):
                    remarks.append(claim)

    def _add_theme(self, document: Document, file: _ThemeFile) -> None:
        known = self.themes.get(file.theme)
        if known is None:
            for name in ("title", "summary"):
                if getattr(file, name) is None and not self._unread:
                    self._fault(document, (), f"field '{name}' is missing: theme '{file.theme}' is new")
            self._first["theme", file.theme] = (document, ())
            known = Theme(file.theme, file.title or "", file.summary or "", file.minimum or 0)
        for name in ("title", "summary", "minimum"):
            own = getattr(file, name)
            if own is not None and own != getattr(known, name):
                there = self._first["theme", file.theme][0].file
                self._fault(document, (name,), f"'{name}' differs from {there}: leave it out here")
        for practice, text in file.practices.items():
            if known.practices.get(practice, text) != text:
                message = f"practice '{practice}' has another text in another folder: leave it out here"
                self._fault(document, ("practices", practice), message)
        practices = {**known.practices, **file.practices}
        self.themes[file.theme] = Theme(known.id, known.title, known.summary, known.minimum, practices)

    def _add_tip(self, document: Document, place: Position, fields: TipFields, tip: Tip) -> bool:
        """False if its id is taken."""
        if self._taken("tip", tip.id, document, (*place, "id")):
            return False
        for old in tip.replaces:
            self._taken("tip", old, document, (*place, "replaces", old))
        for position, practice in enumerate(tip.practices):
            if practice not in self.themes[tip.theme].practices:
                self._fault(
                    document,
                    (*place, "practices", position),
                    f"practice '{practice}' is not among the practices of theme '{tip.theme}'",
                )
        self._check_source(document, (*place, "source"), fields.source)
        self.tips[tip.id] = tip
        return True

    def check_names(self) -> None:
        """Every tip that another names as its kin exists."""
        names = {*self.tips, *(old for tip in self.tips.values() for old in tip.replaces)}
        for tip in self.tips.values():
            document, where = self._first["tip", tip.id]
            for position, kin in enumerate(tip.kin):
                if kin not in names and not self._unread:
                    self._fault(document, (*where[:-1], "kin", position), f"tip '{kin}' does not exist")

    def _check_source(self, document: Document, place: Position, source: SourceFields) -> None:
        article = self.corpus.get(source.article)
        retelling = (self.replaced or {}).get(source.article)
        if article is None:
            known = ", ".join(sorted(self.corpus)) or "none"
            message = f"article '{source.article}' does not exist; articles are: {known}"
            self._fault(document, (*place, "article"), message)
        elif article.replaces is None or self.replaced is not None:
            sections = [section.id for one in (article, retelling) if one for section in one.sections]
            if source.section not in sections:
                message = f"article '{source.article}' has no section '{source.section}'; it has: "
                self._fault(document, (*place, "section"), message + ", ".join(sections))

    def read_series(self, path: Path) -> None:
        try:
            document = yaml_files.load(path)
            file = yaml_files.validate(_SeriesFile, document)
        except ContentError as error:
            self._unreadable(error)
            return
        library = Library(self.tips, {}, {})
        for number, one in enumerate(file.root):
            if self._taken("series", one.id, document, (number, "id")):
                continue
            known: list[str] = []
            for position, name in enumerate(one.tips):
                place = (number, "tips", position)
                tip = library.find(name)
                if tip is None and not self._unread:
                    self._fault(document, place, f"tip '{name}' does not exist")
                elif tip and tip.id in known:
                    self._fault(document, place, f"tip '{name}' stands twice in series '{one.id}'")
                elif tip:
                    known.append(tip.id)
            self.series[one.id] = Series(one.id, one.title, one.summary, tuple(known))

    def _taken(self, kind: str, name: str, document: Document, place: Position) -> bool:
        first, where = self._first.setdefault((kind, name), (document, place))
        if first is document and where == place:
            return False
        there = f"{first.file}:{first.line(where)}"
        self._fault(document, place, f"{kind} id '{name}' is taken by {there}: choose another")
        return True

    def _unreadable(self, error: ContentError) -> None:
        self.faults += error.faults
        self._unread = True

    def _fault(self, document: Document, place: Position, message: str) -> None:
        self.faults.append(document.fault(place, message))
