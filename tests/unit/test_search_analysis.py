from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.search.words.analysis import fold
from bot.answers.search.words.language import LANGUAGE, load
from bot.answers.search.words.roots import root

ANALYZER = load(LANGUAGE).analyzer


def verbs(text: str) -> dict[str, str]:
    return {token.form: token.verb for token in ANALYZER.tokens(text) if token.verb}


@settings(deadline=None)
@given(st.text())
def test_a_token_stands_where_it_says_and_tokens_never_overlap(text: str) -> None:
    before = 0
    for token in ANALYZER.tokens(text):
        assert before <= token.start < token.end <= len(text)
        assert token.form == fold(text[token.start : token.end])
        before = token.end


@settings(deadline=None)
@given(st.text())
def test_keys_hold_no_white_space_and_say_what_they_are(text: str) -> None:
    for token in ANALYZER.tokens(text):
        keys = ANALYZER.token_keys(token)
        assert keys
        assert all(key[0] in "=+~" and not set(key) & set(" \t\n|") for key in keys)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("leiderschapsstijl", ("leiderschap", "stijl")),
        ("talentcommunity", ("talent", "community")),
        ("vakgebied", ("vak", "gebied")),
        ("social-mediawereld", ("social", "media", "wereld")),
        ("kinderopvangtoeslag", ("kinderopvang", "toeslag")),
        ("vertrouwen", ()),
        ("onderstroom", ()),
        ("voordeel", ()),
        ("leiderschap", ()),
        ("algemeen", ()),
        ("bestuursvergadering", ("bestuur", "vergadering")),
        ("toepassingsgebied", ("toepassing", "gebied")),
        ("wachtwoord", ()),
        ("handhaver", ()),
        ("luister", ()),
        ("praktijk", ()),
        ("document", ()),
        ("messages", ()),
    ],
)
def test_a_compound_falls_into_its_words_and_nothing_else_does(word: str, parts: tuple[str, ...]) -> None:
    assert ANALYZER.parts(word) == parts


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Daarna log ik echt niet meer in.", {"log": "inloggen"}),
        ("om nieuw talent aan te trekken", {"trekken": "aantrekken"}),
        ("wanneer je uit moet stappen", {"stappen": "uitstappen"}),
        ("om kennis uit te laten wisselen", {"wisselen": "uitwisselen"}),
        ("Hij stapt in en rijdt weg.", {"stapt": "instappen", "rijdt": "wegrijden"}),
        ("Wie stelt vragen aan de directie?", {}),
        ("Log je? In de herfst.", {}),
    ],
)
def test_a_separable_verb_is_put_together_within_its_clause(text: str, verb: dict[str, str]) -> None:
    assert verbs(text) == verb


@pytest.mark.parametrize(
    "family",
    [
        ["werven", "werving"],
        ["veilig", "onveilig", "veiligheid"],
        ["innoveren", "innovatie", "innovatief"],
        ["communiceren", "communicatie"],
        ["transparant", "transparantie"],
    ],
)
def test_words_of_one_family_share_a_root(family: list[str]) -> None:
    assert len({root(word) for word in family}) == 1


@pytest.mark.parametrize(("one", "other"), [("kinderen", "kind"), ("bazen", "baas"), ("wierf", "werven")])
def test_inflections_share_a_key(one: str, other: str) -> None:
    assert set(ANALYZER.keys(one)) & set(ANALYZER.keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gezin", "zin"),
        ("begeleiden", "beleid"),
        ("houding", "houden"),
        ("nieuws", "nieuw"),
        ("waarde", "waar"),
        ("organisatie", "organiseren"),
        ("gegevens", "geeft"),
    ],
)
def test_words_that_only_share_a_stem_share_no_name(one: str, other: str) -> None:
    assert not set(ANALYZER.names(one)) & set(ANALYZER.names(other))


@pytest.mark.parametrize(("one", "other"), [("teamleads", "teamlead"), ("delen", "deelt"), ("delen", "deel")])
def test_inflections_share_a_name_also_of_words_that_the_dictionary_lacks(one: str, other: str) -> None:
    assert set(ANALYZER.names(one)) & set(ANALYZER.names(other))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(word: str) -> None:
    once = fold(word)
    assert fold(once) == once or "'" in once
