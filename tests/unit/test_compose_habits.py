"""Every message about plans and counts can be drawn in Slack, shows people's words literally, and says nothing loud."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.figures import Figures, Silence
from bot.core.messages import Message
from bot.habits import messages as compose_habits
from bot.habits import texts as texts_habits
from bot.habits.feedback import personal as votes
from bot.habits.feedback.model import Round
from bot.habits.overview import chart
from bot.habits.overview import messages as compose_overview
from bot.habits.overview.model import Overview, TipRow, overview
from bot.habits.plans.model import MAX_REFLECTION, MAX_WORDS, Plan, answered
from bot.habits.plans.wording import Offer
from bot.privacy import messages as privacy_messages
from bot.privacy import report_texts as texts_privacy
from bot.slack.blocks import render
from tests.factories import C1, NINE
from tests.fakes.slack import buttons
from tests.habits import TIP

DAY = dt.date(2025, 1, 7)
anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=MAX_WORDS)


def a_plan(**fields: object) -> Plan:
    given: dict[str, object] = {
        "id": uuid.uuid4(),
        "ref": C1,
        "nudge": uuid.uuid4(),
        "tip": TIP.id,
        "person": "U1VERA",
        "direct": "D1",
        "timezone": "Europe/Amsterdam",
        "when": "het vrijdag is",
        "then": "stel ik een vraag",
        "made_at": NINE,
        "remind_at": NINE,
    }
    return Plan(**given | fields)  # type: ignore[arg-type]


def messages(plan: Plan) -> list[Message]:
    done = answered(plan, "deels", "x" * MAX_REFLECTION, NINE)
    return [
        compose_habits.planned(plan),
        compose_habits.planned(replace(plan, when="nu")),
        compose_habits.told(plan, TIP.title),
        compose_habits.check_in(plan, None),
        compose_habits.check_in(plan, TIP.title),
        compose_habits.answered(done, shares=True),
        compose_habits.mine([plan, done], NINE, NINE),
    ]


@given(anything, anything)
def test_what_a_person_wrote_is_drawn_and_mentions_nobody(when: str, then: str) -> None:
    for message in messages(a_plan(when=when, then=then)):
        drawn = str(render(message)["blocks"])
        assert "<!" not in drawn
        assert drawn.count("<@") == drawn.count("<@U1VERA>")


def test_the_other_messages_can_be_drawn() -> None:
    nudge = uuid.uuid4()
    kept = votes.part(create_async_engine("sqlite+aiosqlite://"))
    for message in (
        compose_habits.team_question(TIP),
        compose_habits.used_question(nudge),
        compose_habits.moments(
            Offer(str(nudge), TIP.title, TIP.voice.do, {"now": "nu", "tomorrow": "morgenochtend"})
        ),
        compose_habits.silence("C1", "voorbeeld", Silence(4)),
        privacy_messages.privacy([], []),
        privacy_messages.privacy([(kept, [{}] * 2)] * 7, [f"kanaal-{n}" for n in range(60)]),
        privacy_messages.erased(True),
        privacy_messages.erased(False),
        Message("Een tip", compose_habits.nudge_buttons(nudge, None)),
    ):
        assert render(message)["blocks"]
        assert message.summary


@pytest.mark.parametrize("count", [0, 1, 12, 13, 200])
def test_any_number_of_plans_can_be_paged_through(count: int) -> None:
    plans = [a_plan(state="open" if number % 3 else "stopped") for number in range(count)]
    seen = set()
    for page in range(count // compose_habits.PAGE + 1):
        drawn = str(render(compose_habits.mine(plans, None, NINE, page)))
        seen |= {plan.id for plan in plans if str(plan.id) in drawn}
    assert seen == {plan.id for plan in plans}


@pytest.mark.parametrize("module", [texts_habits, texts_privacy])
def test_the_texts_are_calm_and_say_je(module: object) -> None:
    sentences = str([value for name, value in vars(module).items() if name.isupper()])
    words = sentences.lower().replace(",", " ").replace(".", " ").split()
    assert "!" not in sentences
    assert not {"u", "uw", "effect", "effectief"} & set(words)


def a_round(slot: dt.date, figures: Figures | None, theme: str = "voorbeeld") -> Round:
    return Round(uuid.uuid4(), C1, slot, TIP.id, theme, "1.0", NINE, figures=figures)


def an_overview(*figures: Figures | None) -> Overview:
    rounds = [a_round(DAY + dt.timedelta(weeks=number), one) for number, one in enumerate(figures)]
    return overview(("C1", "één & al"), DAY, rounds, (str, str), ["hoe geef ik <kritiek>"])


def test_an_overview_adds_up_only_what_was_shown() -> None:
    made = an_overview(Figures(plans=6, done=5), Figures(), Figures(plans=7), None)
    assert (made.posts, len(made.rows)) == (4, 3)
    [theme] = made.themes
    assert (theme.posts, theme.counted) == (4, 2)
    assert theme.figures == Figures(plans=13, done=5)
    assert render(compose_overview.message(made))["blocks"]
    table = compose_overview.table(made)
    assert {len(row) for row in table} == {len(table[0])}
    assert {len(row) for row in compose_overview.theme_table(made)} == {
        len(compose_overview.theme_table(made)[0])
    }
    assert table[2][2:] == [""] * 4


def test_an_overview_says_what_was_picked_up_what_less_and_what_can_change_with_a_button_each() -> None:
    made = an_overview(*(Figures(plans=count) for count in (7, 5, 9)))
    rows = [replace(row, tip=f"tip-{number}", known=number < 2) for number, row in enumerate(made.rows)]
    message = compose_overview.message(replace(made, rows=tuple(rows)))
    drawn = render(message)["blocks"]
    assert [(one["value"], one["text"]["text"]) for one in buttons({"blocks": drawn})] == [
        ("tip-1", texts_habits.OVERVIEW_TIP),
        ("C1", texts_habits.OVERVIEW_CHANGE_NOW),
    ], "a tip that is gone has no button"
    said = str(drawn)
    assert "9 mensen maakten er een plan bij." in said
    assert "5 mensen maakten er een plan bij." in said
    assert "7 mensen maakten er" not in said


@pytest.mark.parametrize("figures", [(), (Figures(),), (Figures(), Figures(done=5)), (None,)])
def test_where_no_plans_may_be_told_an_overview_says_only_what_can_change(
    figures: tuple[Figures | None, ...],
) -> None:
    said = str(render(compose_overview.message(an_overview(*figures))))
    assert "opgepakt" not in said
    assert "te weinig" not in said
    assert texts_habits.OVERVIEW_CHANGE in said


def test_equal_figures_name_no_tip_that_was_picked_up_less() -> None:
    assert an_overview(Figures(plans=6), Figures(plans=6)).least is None


@pytest.mark.parametrize(("shown", "drawn"), [(0, False), (1, False), (5, False), (6, True)])
def test_a_picture_comes_only_with_figures_for_six_tips(shown: int, drawn: bool) -> None:
    figures = [Figures(plans=6)] * shown + [Figures()] * 9 + [Figures(done=5)]
    assert an_overview(*figures).drawn is drawn


def test_what_is_older_than_asked_is_left_out() -> None:
    old = a_round(DAY - dt.timedelta(days=1), Figures(plans=9))
    assert overview(("C1", "x"), DAY, [old], (str, str)).rows == ()


def test_the_words_of_the_chart_say_what_it_shows() -> None:
    said = compose_overview.alt_text(an_overview(Figures(plans=12, done=6), Figures()))
    assert "7 januari 2025: 12 plannen, 6 keer gelukt." in said
    assert "14 januari" not in said, "where nothing may be said, nothing is"


@pytest.mark.parametrize("rows", [0, 1, 26, 60])
def test_the_chart_is_an_opaque_card_that_reads_on_light_and_dark(rows: int) -> None:
    made = an_overview(*[Figures(plans=5 + number, done=5) for number in range(rows)])
    image = Image.open(io.BytesIO(chart.png(made)))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (chart.WIDTH, chart.HEIGHT))
    assert all(_rgb(colour) in set(image.get_flattened_data()) for colour in chart.BARS) or not rows
    card, ink, plans, done = map(_luminance, (chart.CARD, chart.INK, *chart.BARS))
    assert _contrast(card, ink) >= 4.5
    assert min(_contrast(card, plans), _contrast(card, done)) >= 3
    assert _contrast(plans, done) >= 2


def test_a_count_that_may_not_be_shown_has_no_bar() -> None:
    hidden = chart.png(an_overview(Figures()))
    assert chart.png(an_overview(Figures(plans=5))) != hidden
    row = TipRow(DAY, TIP.id, TIP.title, Figures())
    assert chart.png(Overview("C1", "x", DAY, 1, (row,), ())) == hidden


def test_the_charts_own_words_have_no_letter_that_its_font_lacks() -> None:
    for words in (texts_habits.CHART_TITLE, texts_habits.CHART_PLANS):
        assert words.isascii()


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:], 16)


def _luminance(colour: str) -> float:
    """As WCAG defines relative luminance."""
    red, green, blue = (
        (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in _shares(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shares(colour: str) -> list[float]:
    return [part / 255 for part in _rgb(colour)]


def _contrast(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)
