"""Whether the text after a command's name belongs to the command, or turns the whole text into a question.

It looks at closed word classes: words for time, and function words. Two content words with a function word are a
sentence ("pauze nemen met het team"); a time, a number, a name or a single word is not ("pauze t/m vr", "overslaan
morgen", "pauze #bouw").
"""

from __future__ import annotations

from bot.core.inputs.typed import bare_words, words
from bot.core.inputs.word_lists import LANGUAGE, listed

POLITE = words(
    "aub svp alsjeblieft alstublieft please pls graag even ff eens maar dan nu dank bedankt hoor mij me"
)
_WRITTEN_SO = words(
    "ma di wo do vr za zo jan feb mrt apr jun jul aug sep sept okt nov dec vandaag straks later nu dag dagen wk "
    "week weken maanden jaar jaren uren minuten volgende komende aanstaande deze dit vorige eerste "
    "eerstvolgende tweede laatste keer keren half begin eind einde medio kerst kerstmis pasen pinksteren "
    "hemelvaart carnaval nieuwjaar feestdag feestdagen vakantie zomervakantie herfstvakantie voorjaar "
    "voorjaarsvakantie meivakantie kerstvakantie krokusvakantie bouwvak paasvakantie nader order today tomorrow "
    "monday tuesday wednesday thursday friday saturday sunday weeks day days month months next until"
)
"""Words of time besides those of `times.txt`: short, in another form, or holidays, which a question may be about."""
_OURS = words("tip tips bericht berichten kanaal alles")
_UP_TO = words("t tot tem vanaf sinds na until")
_REASONS = words("wegens vanwege ivm omdat want because")
_TIES = words(
    "aan achter af als bij binnen boven buiten dan dat de der die door een en er geen heb hebben heeft het hoe hun "
    "ik in is je jij kan kun kunnen langs m mag me met mijn mij moet moeten na naar naast niet of om onder ons onze "
    "op over per rond sinds te tegen ten ter tijdens toe tot tussen uit van vanuit via voor voorbij waarom wanneer "
    "wat we wel wie wij wil willen word worden wordt zich zijn zonder zo a about and for how in of on the to with"
)
_TIMES = frozenset(listed((LANGUAGE / "times.txt").read_text(encoding="utf-8")))
_EMPTY = POLITE | _TIMES | _WRITTEN_SO | _OURS | _UP_TO | _REASONS | _TIES


def without_politeness(words: str) -> str:
    """`words` without courtesies, such as "vrijdag aub"."""
    return " ".join(
        word for word in words.split() if not set(bare_words(word)) <= POLITE or not bare_words(word)
    )


def is_sentence(words: str, *, short: bool = False) -> bool:
    """Whether `words` after a command's name turn the whole text into a question. With `short`, a single content word
    or function word is enough."""
    read = bare_words(words)
    content = [word for word in read if not _is_empty(word)]
    tied = any(word in _TIES for word in read)
    if short:
        return bool(content) or tied
    if not content or read[0] in _REASONS:
        return False
    return len(content) > 2 or (tied and (len(content) > 1 or read[0] not in _UP_TO))


def _is_empty(word: str) -> bool:
    return word in _EMPTY or any(sign.isdecimal() for sign in word)
