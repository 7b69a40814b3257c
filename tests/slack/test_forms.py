"""Forms as modals: what is shown comes back, whichever client sends it, within Slack's limits."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.forms import (
    Checkboxes,
    Choice,
    DateField,
    Field,
    FileField,
    Form,
    Option,
    PeopleField,
    TextField,
)
from bot.core.visible import visible
from bot.slack import modal
from tests.fakes.forms import filled, touched
from tests.slack_limits import check

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
WORDS = TEXTS.map(visible).filter(bool)
IDS = st.text("abcdefghij-", min_size=1, max_size=20)


def options(most: int) -> st.SearchStrategy[tuple[Option, ...]]:
    option = st.builds(Option, IDS, WORDS)
    return st.lists(option, min_size=1, max_size=most, unique_by=lambda one: one.value).map(tuple)


@st.composite
def fields(draw: st.DrawFn, name: str) -> Field:
    kind = draw(st.sampled_from(Field.__args__))
    hint = draw(st.just("") | WORDS)
    if kind is TextField:
        return TextField(name, draw(WORDS), draw(st.just("") | WORDS), hint, required=draw(st.booleans()))
    if kind is Choice:
        offered = draw(options(100))
        return Choice(
            name, draw(WORDS), offered, draw(st.sampled_from(offered)).value, hint, draw(st.booleans())
        )
    if kind is Checkboxes:
        offered = draw(options(25))
        ticked = tuple(one.value for one in offered if draw(st.booleans()))
        return Checkboxes(name, draw(WORDS), offered, ticked, hint)
    if kind is DateField:
        return DateField(name, draw(WORDS), draw(st.dates()), hint, required=draw(st.booleans()))
    if kind is FileField:
        return FileField(name, draw(WORDS), ("pdf", "md"), hint)
    return PeopleField(
        name, draw(WORDS), tuple(draw(st.lists(st.from_regex(r"U[A-Z0-9]{3,9}", fullmatch=True)))), hint
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    parts = tuple(draw(fields(f"field_{number}")) for number in range(draw(st.integers(1, 8))))
    about = draw(st.dictionaries(IDS, WORDS, max_size=3))
    return Form("voorbeeld", "Voorbeeld", parts, "Opslaan", about=about, edition=draw(IDS))


def shown(form: Form) -> dict[str, object]:
    asked = [part for part in form.parts if isinstance(part, Field) and not isinstance(part, FileField)]
    return {one.name: one.value if isinstance(one, TextField | DateField) else one.chosen for one in asked}


@given(forms())
def test_what_a_form_shows_comes_back_as_it_was(form: Form) -> None:
    view = modal.view(form)
    check(view, "modal")
    assert modal.values(filled(view)) == shown(form)
    assert modal.about(view) == form.about


@given(forms())
def test_what_a_client_does_not_send_stays_as_it_was_shown(form: Form) -> None:
    select = Choice("select", "Keuze", (Option("a", "A"), Option("b", "B")), "a")
    other = Choice("other", "Andere keuze", (Option("a", "A"),), "a")
    form = Form("voorbeeld", "Voorbeeld", (*form.parts, select, other), "Opslaan")
    visible = {name: value for name, value in shown(form).items() if value}
    sent = modal.values(touched(modal.view(form), select="b"))
    assert sent == visible | {"select": "b"}


def test_what_is_emptied_comes_back_empty() -> None:
    parts = (
        TextField("text", "Tekst", "iets", required=False),
        DateField("date", "Dag", dt.date(2026, 12, 1), required=False),
        Checkboxes("boxes", "Vakjes", (Option("a", "A"),), ("a",)),
        PeopleField("people", "Mensen", ("U1VERA",)),
    )
    view = modal.view(Form("voorbeeld", "Voorbeeld", parts, "Opslaan"))
    sent = modal.values(filled(view, text=None, date=None, boxes=(), people=()))
    assert sent == {"text": "", "date": None, "boxes": (), "people": ()}


def test_boxes_that_do_not_fit_into_one_group_come_back_as_one_field() -> None:
    offered = tuple(Option(str(number), f"Keuze {number}") for number in range(23))
    view = modal.view(
        Form("voorbeeld", "Voorbeeld", (Checkboxes("boxes", "Vakjes", offered, ("3", "22")),), "Opslaan")
    )
    assert [block["block_id"] for block in view["blocks"]] == ["boxes", "boxes/1", "boxes/2"]
    assert modal.values(filled(view)) == {"boxes": ("3", "22")}
    assert modal.values(filled(view, boxes=("0", "9", "10", "20"))) == {"boxes": ("0", "9", "10", "20")}


@pytest.mark.parametrize(
    "form",
    [
        Form("voorbeeld", "Een titel van meer dan 24", ()),
        Form("voorbeeld", "Titel", (), submit="Een knop van meer dan 24 tekens"),
        Form("voorbeeld", "Titel", (Choice("x", "X", tuple(Option(str(n), "x") for n in range(101))),)),
        Form("voorbeeld", "Titel", tuple(TextField(f"x{n}", "X") for n in range(101))),
    ],
)
def test_a_form_past_one_of_slacks_limits_is_refused(form: Form) -> None:
    with pytest.raises(ValueError, match=r"24|100"):
        modal.view(form)


def test_an_option_is_cut_where_slack_takes_no_more() -> None:
    [block] = modal.view(Form("voorbeeld", "Titel", (Choice("x", "X", (Option("a", "w" * 80),)),)))["blocks"]
    assert block["element"]["options"][0]["text"]["text"] == "w" * 74 + "…"
