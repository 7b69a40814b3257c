"""What site builders and notebooks add to Markdown: what people read of it stays, and nothing else of it is left."""

import datetime as dt

import pytest

from bot.library.importing.importer import articles_in
from tests.importing import PROSE, article, kept, out, read

ADDED = [
    ("[Vraag aan](#){ .md-button }", ["Vraag aan"]),
    ("Druk ++ctrl+a++, H~2~O en x^2^.", ["Druk ctrl+a, H2O en x2."]),
    ("Doe {--niet--}{++wel++} {~~oud~>nieuw~~}{>>waarom?<<} {==dit==}.", ["Doe wel nieuw dit."]),
    ("Vraag HR.\n\n*[HR]: Personeelszaken\n*[OR]: Raad", ["Vraag HR.", "HR: Personeelszaken", "OR: Raad"]),
    ('--8<-- "deel.md"\n\nDoe het.', ["Doe het."]),
    ('{{< notice warning "Let op" >}}Doe het.{{< /notice >}}', ["Let op", "Doe het."]),
    ('{{< tab "Thuis" >}}Bel.{{< /tab >}}', ["Thuis", "Bel."]),
    ('Zie [het stuk]({{< relref "Map/Stuk" >}}) nu.', ["Zie het stuk nu."]),
    ('{{< figure src="a.png" alt="een kamer" caption="De kamer" >}}', ["De kamer"]),
    ('{% include note.html class="Groen Vak" content="Doe het nu." %}', ["Doe het nu."]),
    ("{% if a %}Een{% else %}Twee{% endif %}", ["Een Twee"]),
    ("{::comment}Weg\n{:/comment}\nDoe het.", ["Doe het."]),
    ("Zie [[#Kop]], [[Stuk^blok]] en [[Stuk#Deel]].", ["Zie Kop, Stuk en Stuk."]),
    ("Doe het. #werk #team/nl", ["Doe het."]),
    ("- [-] vervallen\n- [>] later", ["- vervallen", "- later"]),
    ("Nu `= this.file.name` en `$= dv.x()` dus.", ["Nu en dus."]),
    ("Stand:: open\n\nMet (wie:: Vera) [wanneer:: mei]", ["Stand: open", "Met wie: Vera wanneer: mei"]),
    ("<% tp.date.now() %>\n\nDoe het.", ["Doe het."]),
    ("```ad-note\ntitle: Let op\ncollapse: open\nDoe het.\n```", ["Let op", "Doe het."]),
    ("$$\n\\int x dx\n$$\n\nKost $5 of $6.", ["Kost $5 of $6."]),
    (
        ":::{admonition} Let op\n:class: tip\nDoe het.\n:::\n\n(hier)=\nZie {ref}`daar`.",
        ["Let op", "Doe het.", "Zie daar."],
    ),
    ("```{figure} a.png\n:name: x\nDe kamer.\n```", ["De kamer."]),
    ("::: mermaid\ngraph TD\n:::\n\n[[_toc_]]\n\nDoe het.", ["Doe het."]),
    ("Vraag @<Vera Voorbeeld> erom.", ["Vraag @Vera Voorbeeld erom."]),
    (
        "Beste <Naam>, op <datum van vandaag> is er koffie.",
        ["Beste Naam, op datum van vandaag is er koffie."],
    ),
    (
        "<script>\nlet x = 1\n</script>\n\n<style scoped>\np { color: red }\n</style>\n\nDoe het.",
        ["Doe het."],
    ),
    ("Zo [zie @jansen2020, p. 3] is [het]{.klein} :+1:", ["Zo is het"]),
    ("Een.\n\n\\newpage\n\nTwee.", ["Een.", "Twee."]),
    ("## Inhoud\n\n- [Een](#een)\n  - [Twee](#twee)\n\nDoe het.", ["Doe het."]),
    ("- [Een](#een)\n- Twee", ["- Een", "- Twee"]),
    ("| a | `b|c` |\n|---|---|\n| `x | y` | 2 |", ["a: x | y; b|c: 2"]),
    ("| a | b | c |\n|---|---|\n| 1 | 2 | 3 |", ["a: 1; b: 2; c: 3"]),
]


@pytest.mark.parametrize(("text", "left"), ADDED)
def test_what_a_tool_adds_goes_and_what_people_read_of_it_stays(text: str, left: list[str]) -> None:
    assert [words for _, words in kept(read(text).blocks)] == left
    assert article(f"{text}\n\n{PROSE} {PROSE}").account


@pytest.mark.parametrize("name", ["stuk.mdx", "stuk.md"])
def test_javascript_goes_from_mdx_whatever_its_file_is_called(name: str) -> None:
    text = (
        "import X from './x'\n\nexport const A = ({b}) => (\n  <i style={{c: 'd'}}>\n    {b}\n  </i>\n);\n\n"
    )
    text += "Nu {new Date()} {'echt'}.\n\n<img src={require('./a.png')} alt='x' />\n\n<>Doe het.</>"
    text += "\n\n<Kaart title='Een' uitleg='Zo werkt het' href='/Een Pad' />"
    found = read(text, name=name).blocks
    assert [words for _, words in kept(found)] == ["Nu echt.", "Doe het.", "Een", "Zo werkt het"]
    assert read("Wij {nu}.", name="stuk.md").blocks[0].text == "Wij {nu}."


ODD = [
    ("---\ntitle: Verlof\ndate: 2024-13-45\n---\n", "Verlof", None, None),
    ("---\ntitle: &t Verlof\nauthor: &a Vera\neditor: *a\ntitle: Zorg\n---\n", "Zorg", "Vera", None),
    ("---\ntitle:\tVerlof\nauthor:\tVera\n\tdieper: x\n---\n", "Verlof", "Vera", None),
    ('---\ntitle: Verlof\nauthor: "[[Mensen/Vera|Vera]]"\n...\n', "Verlof", "Vera", None),
    (
        "---\ntitle: Verlof :tada:\nauthors: [null, {display_name: Vera}, Jan]\n---\n",
        "Verlof",
        "Vera, Jan",
        None,
    ),
    ("<!-- van ons -->\n---\ntitle: Verlof\n---\n", "Verlof", None, None),
    ('{"title": "Verlof", "date": "2024-01-02"}\n', "Verlof", None, dt.date(2024, 1, 2)),
    ("Title: Verlof\nAuthor: Vera\nDate: 2024-01-02\n\n", "Verlof", "Vera", dt.date(2024, 1, 2)),
    ("% Verlof\n% Vera; Jan\n% 2 januari 2024\n\n", "Verlof", "Vera, Jan", dt.date(2024, 1, 2)),
    ("\ufeff---\r\ntitle: Verlof\r\n---\r\n", "Verlof", None, None),
]


@pytest.mark.parametrize(("above", "title", "author", "date"), ODD)
def test_odd_front_matter_still_tells_of_the_text(
    above: str, title: str, author: str | None, date: dt.date | None
) -> None:
    found = read(f"{above}\n{PROSE}")
    assert (found.title, found.author, found.date) == (title, author, date)
    assert kept(found.blocks) == [("paragraph", PROSE)]
    assert article(f"{above}\n{PROSE}\n\n{PROSE}").account


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_read_however_it_was_saved(encoding: str, end: str) -> None:
    text = f"# Eén\n\n{PROSE}\n\n- een\n- twee"
    data = text.replace("\n", end).encode(encoding)
    assert kept(read(data).blocks) == [
        *[("heading", "Eén"), ("paragraph", PROSE), ("item", "- een"), ("item", "- twee")]
    ]


@pytest.mark.parametrize(
    "text", ["---\ntitle: Verlof\n---", "---\ntitle: Verlof\n---\n", "# Verlof\n\nKort."]
)
def test_a_text_without_an_answer_is_refused_with_what_it_lacks(text: str) -> None:
    with pytest.raises(Exception, match="holds less than 20 words of text"):
        articles_in(read(text), "stuk.md", {})


def test_a_list_of_contents_goes_with_its_heading_and_is_told() -> None:
    found = read("## Inhoud\n\n1. [Een](#een)\n2. [Twee](#twee)\n\n## Een\n\nDoe het.").blocks
    assert [text for reason, text in out(found) if reason == "table of contents"] == ["Inhoud", "Een", "Twee"]
