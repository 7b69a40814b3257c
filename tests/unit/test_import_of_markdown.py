"""Markdown comes in whole, whoever wrote it with whatever tool, and no sign of it is left in what people read."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import markdown
from tests.importing import PROSE, article, kept, out, read

HUGO = '---\ntitle: "Vragen stellen"\ndate: 2021-03-04T10:00:00+01:00\ndraft: false\n---\n'
JEKYLL = "---\nlayout: post\ntitle: Vragen stellen: waarom niet\nauthor: vera\ncomments: true\n---\n"
DOCUSAURUS = (
    "---\nauthors:\n  - name: Vera Voorbeeld\n    url: /vera\n  - jan\norder: 2\n---\n\n# Vragen stellen\n"
)
TOML = '+++\ntitle = "Vragen stellen"\ndate = 2021-03-04\n[params]\nauthor = "Vera"\n+++\n'
OBSIDIAN = "---\naliases: [vragen]\ncreated: 2021-03-04\nsource: https://blad.example/vragen\n---\n# Vragen stellen\n"
BROKEN = "---\ntitle: 'Vragen stellen\ntags: [a, b\n---\n"


@pytest.mark.parametrize(
    ("above", "title", "author", "date", "link"),
    [
        (HUGO, "Vragen stellen", None, dt.date(2021, 3, 4), None),
        (JEKYLL, "Vragen stellen: waarom niet", "vera", None, None),
        (DOCUSAURUS, "Vragen stellen", "Vera Voorbeeld, jan", None, None),
        (TOML, "Vragen stellen", "Vera", dt.date(2021, 3, 4), None),
        (OBSIDIAN, "Vragen stellen", None, dt.date(2021, 3, 4), "https://blad.example/vragen"),
        (BROKEN, "Vragen stellen", None, None, None),
        ("---\ndate: 04-03-2021\npermalink: /kort\n---\n", None, None, dt.date(2021, 3, 4), None),
    ],
)
def test_front_matter_of_others_tells_of_the_text_and_is_no_part_of_it(
    above: str, title: str | None, author: str | None, date: dt.date | None, link: str | None
) -> None:
    found = read(f"{above}\n{PROSE}\n")
    assert (found.title, found.author, found.date, found.link) == (title, author, date, link)
    assert ("paragraph", PROSE) in kept(found.blocks)
    assert [reason for reason, _ in out(found.blocks)][:1] == ["front matter"]
    assert article(f"{above}\n{PROSE}\n\n{PROSE}").account


@pytest.mark.parametrize(
    "text", [f"---\n\n{PROSE}\n\n---\n\nNog wat.", f"---\ntitle: Zonder einde\n\n{PROSE}"]
)
def test_a_line_that_only_divides_a_text_is_no_front_matter(text: str) -> None:
    assert ("paragraph", PROSE) in kept(read(text).blocks)


def test_a_text_that_stands_in_the_front_matter_is_the_text() -> None:
    found = read(f"---\ntitle: Vragen\ncontent: >-\n  {PROSE}\n\n\n  1. **Eerst** vragen\n---\n")
    assert kept(found.blocks) == [("paragraph", PROSE), ("item", "1. Eerst vragen")]


OURS = "---\ntitle: Vragen\n{}---\n\n## Wat {{#wat}}\n\nTekst.\n"


@pytest.mark.parametrize("keys", ["", "author: Vera\n", "replaces: iets\n", "retelling: true\n"])
def test_our_own_format_is_known_by_its_keys(keys: str) -> None:
    assert read(OURS.format(keys)).article == markdown.parse(OURS.format(keys), "een-stuk", "map/een-stuk.md")


@pytest.mark.parametrize(
    "text",
    [
        OURS.format("sidebar_position: 3\n"),
        OURS.format("") + "\n### Dieper {#dieper}\n\nTekst.\n",
        "---\ntitle: Vragen\n---\n\n## Wat\n\nTekst.\n",
    ],
)
def test_a_foreign_text_with_names_for_its_headings_is_not_taken_for_ours(text: str) -> None:
    found = read(text)
    assert found.article is None
    assert ("heading", "Wat") in kept(found.blocks)


ADDED = [
    (":::tip[Let op]\n\nDoe het.\n\n:::", ["Let op", "Doe het."]),
    ("::: warning Pas op\nDoe het.\n:::", ["Pas op", "Doe het."]),
    ("::::{.callout-note}\nDoe het.\n::::", ["Doe het."]),
    (
        '!!! note "Let op"\n    Doe het.\n\n    En dit.\n\nDaarna.',
        ["Let op", "Doe het.", "En dit.", "Daarna."],
    ),
    ("??? info\n    Doe het.", ["Doe het."]),
    ('=== "Thuis"\n\n    Doe het.', ["Thuis", "Doe het."]),
    ("> [!NOTE]\n> Doe het.", ["Doe het."]),
    ("> [!tip]- Let op\n> Doe het.", ["Let op", "Doe het."]),
    ('{% hint style="info" %}\nDoe het.\n{% endhint %}', ["Doe het."]),
    ('{{< figure src="a.png" caption="Het team" >}}', ["Het team"]),
    ('{{% expand "Meer" %}}Doe het.{{% /expand %}}', ["Meer", "Doe het."]),
    (
        '<Tabs groupId="a">\n<TabItem value="b" label="Thuis">\n\nDoe het.\n\n</TabItem>\n</Tabs>',
        ["Thuis", "Doe het."],
    ),
    ("import {\n  A,\n} from '@theme/A';\nimport B from 'b';\n\nDoe het.", ["Doe het."]),
    ("--- hints ---\n--- hint ---\n\nDoe het.\n\n--- /hint ---", ["Doe het."]),
    ("Zie [het boek](https://a.example){:target='_blank'}.\n{: .groot}", ["Zie het boek."]),
    ("Zie [[Andere pagina|de pagina]] en [[Deze]] ![[team.png]] ^ref1", ["Zie de pagina en Deze"]),
    ("Doe ==dit== %%niet voor anderen%% nu.", ["Doe dit nu."]),
    ("Zo is het [@jansen2020, p. 3].", ["Zo is het."]),
    (
        "Vraag [@voorbeeld op de site](https://a.example/@voorbeeld) erom.",
        ["Vraag @voorbeeld op de site erom."],
    ),
    ("Vraag [@voorbeeld][v] erom.\n\n[v]: https://a.example", ["Vraag @voorbeeld erom."]),
    ("Goed gedaan :tada: om 12:30:45.", ["Goed gedaan om 12:30:45."]),
    ("[TOC]\n\nDoe het.", ["Doe het."]),
    ("<!-- more\nen meer -->\n\nDoe het.", ["Doe het."]),
    ("{% comment %}weg{% endcomment %}Doe het.", ["Doe het."]),
    ('<aside markdown="1" class="pquote">\n  Doe *het* [nu](https://a.example).\n</aside>', ["Doe het nu."]),
    ("<details><summary>Wanneer?</summary>\n\nDoe **het**.\n\n</details>", ["Wanneer?", "Doe het."]),
    ("Regel<br/>twee &amp; <kbd>drie</kbd>", ["Regel twee & drie"]),
    ("#Kop\n\n##Zonder spatie\n\nDoe het.", ["#Kop", "Zonder spatie", "Doe het."]),
    ("#werk #team\n\nDoe het.", ["Doe het."]),
    ("**Onthoud: **Doe *het *, en **dit", ["Onthoud: Doe het, en dit"]),
    (
        "2*3*4 is geen _nadruk_, snake_case_naam ook niet.",
        ["2*3*4 is geen nadruk, snake_case_naam ook niet."],
    ),
    (
        "Zie [Regel 1], [het boek][b] en <https://a.example/x_y_z>.\n\n[b]: https://b.example 'Boek'",
        ["Zie [Regel 1], het boek en https://a.example/x_y_z."],
    ),
]


@pytest.mark.parametrize(("text", "left"), ADDED)
def test_what_a_tool_adds_goes_and_what_people_read_of_it_stays(text: str, left: list[str]) -> None:
    assert [words for _, words in kept(read(text).blocks)] == left
    assert article(f"{text}\n\n{PROSE} {PROSE}").account


def test_a_note_stands_under_the_text_that_refers_to_it() -> None:
    text = (
        f"Eerst[^1] dit.\n\n## Kop\n\n{PROSE}\n\n[^1]: De **noot**.\n\n    Nog meer.\n[^2]: Nergens genoemd."
    )
    assert kept(read(text).blocks) == [
        *[("paragraph", "Eerst dit."), ("paragraph", "De noot."), ("paragraph", "Nog meer.")],
        *[("heading", "Kop"), ("paragraph", PROSE), ("paragraph", "Nergens genoemd.")],
    ]


def test_lists_stay_whole_over_wrapped_lines_paragraphs_and_levels() -> None:
    text = "- een\n  gaat door\nen door\n- [x] twee\n\n  nog een alinea\n  1. diep\n     door\n\n7) zeven\n8) acht"
    assert kept(read(text).blocks) == [
        *[("item", "- een gaat door en door"), ("item", "- twee nog een alinea"), ("item", "1. diep door")],
        *[("item", "7. zeven"), ("item", "8. acht")],
    ]


def test_a_table_becomes_rows_that_can_be_read_alone() -> None:
    table = "| Rol | Termijn | Wie |\n|:--|--:|-|\n| **voorzitter** | 3 \\| 4 jaar | |\n| lid | [2](https://a) | Jan |"
    assert kept(read(table).blocks) == [
        ("row", "Rol: voorzitter; Termijn: 3 | 4 jaar"),
        ("row", "Rol: lid; Termijn: 2; Wie: Jan"),
    ]
    assert kept(read("| a | b |\n|-|-|\n| 1 | 2 | *3* | |\n| 4 |").blocks) == [
        ("row", "a: 1; b: 2; 3"),
        ("row", "a: 4"),
    ]
    assert kept(read("| | |\n|-|-|\n| Start | mei |").blocks) == [("row", "Start: mei")]
    assert kept(
        read("<table><tr><th>Rol</th><th>Wie</th></tr><tr><td>lid</td><td>Jan</td></tr></table>").blocks
    ) == [("row", "Rol: lid; Wie: Jan")]


def test_code_and_diagrams_go_and_text_that_is_set_as_code_stays() -> None:
    text = "```python\nprint('x')\n```\n\n```mermaid\ngraph TD\n```\n\n```\nBeste collega,\nDank.\n```\n"
    text += "\n    Ook tekst.\n\n    En nog een.\n\n    x = f(1);\n\nDan:\n\n    x = f(1);"
    blocks = read(text).blocks
    assert [words for _, words in kept(blocks)] == [
        *["Beste collega, Dank.", "Ook tekst.", "En nog een.", "x = f(1);", "Dan:"]
    ]
    assert [reason for reason, _ in out(blocks)] == ["code", "diagram", "code"]
    assert kept(read("~~~{note} Let op\nDoe **het**.\n~~~").blocks) == [("paragraph", "Doe het.")]


def test_headings_are_only_headings() -> None:
    long = " ".join(["woord"] * 25)
    text = f"# Titel\n\n**Vet alleen**\n\n### Diep {{#diep}} ###\n\n{PROSE}\n\n"
    text += f"Onder\n-----\n\n{long}\n---\n\n#hashtag doet mee"
    assert kept(read(text).blocks) == [
        *[("heading", "Titel"), ("paragraph", "Vet alleen"), ("heading", "Diep"), ("paragraph", PROSE)],
        *[("heading", "Onder"), ("paragraph", long), ("paragraph", "#hashtag doet mee")],
    ]


def test_the_title_is_what_the_text_says_and_stands_there_once() -> None:
    one = article(f"---\ntitle: Vragen stellen\n---\n\n# Vragen stellen\n\n{PROSE}\n\n{PROSE}")
    assert one.article.title == "Vragen stellen"
    assert [section.heading for section in one.article.sections] == ["Vragen stellen"]
    assert read(f"{PROSE}\n\n# Later\n\n{PROSE}").title == "Later"
    assert read(f"{PROSE}\n\n## Een\n\n## Twee").title is None


@pytest.mark.parametrize(
    "text",
    [
        *["[" * 80_000, "[ " * 40_000, "{{" * 40_000, "![[" * 30_000, "*a " * 20_000, "<A " * 40_000],
        *[
            " " * 100_000 + "x",
            "> " * 400 + "x",
            "- " * 20_000,
            "\n".join("  " * n + "- x" for n in range(300)),
        ],
        *["!!! a\n" * 5_000, "{% comment %}" * 5_000, "[@a;" * 20_000, "```\n" * 20_001],
    ],
)
def test_a_text_that_is_made_to_break_parsers_is_read_or_refused(text: str) -> None:
    assert kept(read(f"{PROSE}\n\n{text}").blocks)[0] == ("paragraph", PROSE)


MARKUP = re.compile(r"\]\(|\*\*|~~|\{%|\{\{|^:::|^#{1,6} |</?[a-z]+>|^\||```", re.MULTILINE)
PIECES = st.sampled_from(
    [
        *[text for text, _ in ADDED if "`{{" not in text],
        PROSE,
        "| a | b |\n|---|---|\n| c | d |",
        "- een\n- twee",
        "> citaat",
        "```\nx\n```",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_however_pieces_follow_each_other_no_word_is_lost_and_no_markup_is_left(pieces: list[str]) -> None:
    one = article("\n\n".join([PROSE, PROSE, *pieces]))
    text = "\n".join(
        text for section in one.article.sections for text in (section.heading, *section.paragraphs)
    )
    assert not MARKUP.search(text)
    assert markdown.parse(markdown.write(one.article), one.article.slug, "a.md") == one.article
