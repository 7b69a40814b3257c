"""What of a message may be the question itself, without what was typed before it, behind it or within it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.answers.search.words.analysis import WORD
from bot.core.inputs.typed import words

MOST = 12
"""Parts that are tried."""
_ASKING = r"(?:hoe\w*|waar\w*|vanwaar|wanneer|welke?|wie|wat|how|why|when|which|who|what)\s"
_REASON = r"(?:want|omdat|because)\s"
_PICTURE = r"\u2600-\u27bf\U0001f000-\U0001faff"
_STOP = rf"[;.!?…]+\s+|\s*\n\s*|\s*[{_PICTURE}][\s\ufe0f\u200d{_PICTURE}]*"
_DASH = r"\s(?:[-–—]+|/{2,}|\|)\s+"
BREAK = re.compile(
    rf"(?P<dash>{_DASH}|,?\s(?={_REASON}))|(?P<colon>[,:]+\s+|\s(?:maar|but)\s)"
    rf"|(?P<stop>{_STOP})|(?P<asks>\s(?={_ASKING}))",
    re.IGNORECASE,
)
"""What parts one thing that is said from the next. Before a colon stands an announcement, behind a dash a remark; a
full stop or a picture says neither."""
SENTENCE = re.compile(rf"{_STOP}|{_DASH}", re.IGNORECASE)
CLAUSE = re.compile(r"[,:]|\s(?:maar|but)\s", re.IGNORECASE)
ASKS = re.compile(rf"\?|(?:^|(?<=[\s,:])){_ASKING}", re.IGNORECASE)
REASON = re.compile(_REASON, re.IGNORECASE)
BECAUSE = re.compile(rf",?\s{_REASON}[^;.!?…\n]*", re.IGNORECASE)
ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])(?:\s+|$)")
SAYS = words("ik we wij je jij jullie ge gij i you")
TELLS = SAYS | words("k mij me mezelf mijn mn ons onze jou jouw u uw my me our us your sorry")
"""Words that tell of who asks, or speak to who answers."""
SAID, TO_ASK = (
    words("zei zegt zeggen zeiden vindt vond said says told"),
    words("vraag vragen stel stellen ask"),
)
LONGEST_TOLD = 5
"""Words behind "vraag" that may still tell to ask ("vraag het die bot eens")."""
REFERS = words(
    "er ervan erover ermee erop eraan eruit erbij eronder ertegen erdoor hier hierover hierbij hiermee hiervan hierop"
    " daar daarover daarbij daarmee daarvan daarop dit dat it this that"
)
"""Words that stand for what was said before."""
AHEAD = words("te om dat of hoe to that")
"""Words before what such a word stands for, where that is yet to come: "we denken eraan ... te schrijven"."""
LEADS = words("de het een van met bij aan voor over door in op om naar als of en tussen zonder tot uit")
"""Words of Dutch behind which a sentence goes on, be it in English words."""
GOES_ON = words(
    "als dat die of om omdat en hoe wat waar wie wanneer waarom zoals dan toen voordat nadat terwijl zodat want maar"
    " if that when what how why where who and or which as because but"
)
"""Words behind which "ik" begins no sentence of its own."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts messages. `verb` says whether a word is a verb of which somebody does it, `empty` whether it has no
    content, `english` whether it may be English, and `foreign` whether it is nothing else."""

    verb: Callable[[str], bool] = lambda _form: False
    empty: Callable[[str], bool] = lambda _form: False
    english: Callable[[str], bool] = lambda _form: False
    foreign: Callable[[str], bool] = lambda _form: False

    def without_asides(self, text: str) -> str:
        """A message without what somebody tells in brackets; as it is where nothing of content would be left."""
        return self._unless_empty(
            ASIDE.sub(lambda aside: " " if self._tells(aside[0]) else aside[0], text), text
        )

    def bare(self, text: str) -> str:
        """A message without what certainly stands behind the question: why somebody asks, and what they say of
        it afterwards. As it is where nothing of content would be left."""
        text = self._unless_empty(BECAUSE.sub("", text), text)
        return "".join(self._sentences(text)).strip()

    def parts(self, text: str) -> tuple[list[str], list[str]]:
        """What may be asked, from one break to another, the longest first: it has all that asks in the text, or else
        does not end before a colon. The second list is less likely, and only where nothing asks: what stands behind a
        dash, and what tells of who asks beside a sentence that does not."""
        text = text.strip()
        texts = dict.fromkeys((text, ASIDE.sub(" ", text).strip()))
        found = {part: likely for each in texts for part, likely in ((each, True), *self._ranges(each))}
        ordered = sorted(found.keys() - {text}, key=lambda part: (-len(part), part))[:MOST]
        return [part for part in ordered if found[part]], [part for part in ordered if not found[part]]

    def _ranges(self, text: str) -> Iterator[tuple[str, bool]]:
        """The parts of a text, and whether each is likely."""
        marks = ((b.start(), b.end(), b.lastgroup) for b in BREAK.finditer(text) if b.start())
        breaks = [*marks, *((at, at + 1, "") for at in (*self._unmarked(text), *self._told(text)))]
        asking = [found.start() for found in ASKS.finditer(text)]
        first, last = (asking[0], asking[-1]) if asking else (len(text), 0)
        begins = [(0, ""), *((end, kind) for _, end, kind in breaks if end <= first)]
        ends = [
            len(text),
            self._switch(text),
            *(start for start, end, kind in breaks if end > last and (asking or kind != "colon")),
        ]
        named = [] if asking else [each.strip() for each in self._cut(text) if self._names(each)]
        for start, kind in begins:
            for part in (text[start:end] for end in ends if start < end):
                if not REASON.match(part):
                    telling = named and not any(each in part or part in each for each in named)
                    yield part, bool(asking) or not (kind == "dash" or telling)

    def _cut(self, text: str) -> Iterator[str]:
        """The sentences of a text with the marks behind them."""
        marks = (found.end() for found in SENTENCE.finditer(text))
        begins = sorted({0, *marks, *(at + 1 for at in self._unmarked(text)), len(text)})
        return (text[start:end] for start, end in pairwise(begins))

    def _sentences(self, text: str) -> Iterator[str]:
        """The sentences of a text, without those that say something of one before."""
        said = False
        for sentence in self._cut(text):
            if not (said and self._refers(sentence)):
                yield sentence
            said = said or self._has_content(sentence)

    def _refers(self, sentence: str) -> bool:
        """Whether a sentence asks nothing, and its first clause speaks of what was said before."""
        forms = _forms(CLAUSE.split(sentence, maxsplit=1)[0])
        it = any(
            one == "het" and (self.empty(two) or self.verb(two)) for one, two in pairwise([*forms, "er"])
        )
        at = next((at for at, form in enumerate(forms) if form in REFERS), None)
        there = at is not None and AHEAD.isdisjoint(forms[at + 1 :])
        return not ASKS.search(sentence) and (it or there)

    def _tells(self, text: str) -> bool:
        return not TELLS.isdisjoint(_forms(text)) or self._refers(text)

    def _names(self, sentence: str) -> bool:
        """Whether a sentence has content and tells nothing of who asks."""
        return TELLS.isdisjoint(_forms(sentence)) and self._has_content(sentence)

    def _unmarked(self, text: str) -> Iterator[int]:
        """The blanks behind which a sentence begins without a mark: with who says it and a verb, and no verb before."""
        found = list(WORD.finditer(text))
        forms = [each[0].lower() for each in found]
        for at in range(1, len(found) - 1):
            before, who, behind = forms[at - 1 : at + 2]
            if who in SAYS and self.verb(behind) and not self.verb(before) and before not in GOES_ON:
                yield found[at].start() - 1

    def _told(self, text: str) -> Iterator[int]:
        """The blanks behind which a question may begin that somebody was told to ask ("mijn collega zei vraag het
        eens")."""
        found = list(WORD.finditer(text))
        forms = [each[0].lower() for each in found]
        said = next((at for at, form in enumerate(forms) if form in SAID), len(forms))
        asked = next((at for at in range(said, len(forms)) if forms[at] in TO_ASK), len(forms))
        for each in found[asked + 1 : asked + 2 + LONGEST_TOLD]:
            yield each.start() - 1

    def _switch(self, text: str) -> int:
        """Where a sentence in Dutch goes on in English, or its end: an empty word shows that those are no loan words,
        and no word of Dutch leads to them ("met fear of missing out")."""
        found = list(WORD.finditer(text))
        forms = [each[0].lower() for each in found]
        begin = len(forms)
        while begin and self.english(forms[begin - 1]):
            begin -= 1
        begin = next((at for at in range(begin, len(forms)) if self.foreign(forms[at])), 0)
        empty = [self.foreign(form) and self.empty(form) for form in forms]
        if not begin or any(empty[:begin]) or not any(empty[begin:]) or forms[begin - 1] in LEADS:
            return len(text)
        end = found[begin - 1].end()
        return len(text) if text[end : found[begin].start()].strip() else end

    def _has_content(self, text: str) -> bool:
        return not all(map(self.empty, _forms(text)))

    def _unless_empty(self, text: str, otherwise: str) -> str:
        return text if self._has_content(text) else otherwise


def _forms(text: str) -> list[str]:
    return [found[0].lower() for found in WORD.finditer(text)]
