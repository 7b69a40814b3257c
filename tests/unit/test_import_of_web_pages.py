"""A web page comes in whole: its article stays, what stands around it goes with a reason, nothing is guessed."""

import datetime as dt

import pytest

from tests.importing import PROSE, article, kept, out, read, refused

OTHER = (
    "Wie vraagt, hoort meer dan wie vertelt, en dat geldt ook voor wie al jaren leiding geeft aan een groep."
)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Vragen | Voorbeeldblad</title>{head}</head><body>{body}</body></html>"


def texts(body: str) -> list[str]:
    return [text for _, text in kept(read(page(body), "html").blocks)]


def test_what_stands_around_an_article_goes_with_its_reason() -> None:
    body = f"""<div id="cookie-bar">Wij gebruiken cookies <button>Ja</button></div><header><a href="/">Blad</a></header>
    <nav><ul><li><a href="/">Over ons</a></ul></nav><main><p class="breadcrumbs"><a>Start</a> / <a>Blog</a></p>
    <h1>Vragen</h1><p>{PROSE}</p><form><input><button>Zoek</button></form><script>x = 1</script><style>p {{}}</style>
    <!-- niet tonen --><ul class="share"><li><a>Deel</a></ul><noscript>Zet JavaScript aan</noscript>
    <div class="comments"><p>{OTHER}</p></div></main><aside><p>Ook leuk</p></aside><footer>© 2019 Blad</footer>"""
    found = read(page(body), "html")
    assert kept(found.blocks) == [("paragraph", PROSE)]
    assert {reason for reason, _ in out(found.blocks)} == {
        *(
            "cookie notice",
            "button",
            "page header",
            "menu",
            "breadcrumb",
            "title repeated",
            "share buttons",
        ),
        *("notice", "comments", "sidebar", "page footer"),
    }


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (
            f"<article><p>{PROSE}</p><aside><h3>Tip</h3><p>Vraag door.</p></aside></article>",
            ["Tip", "Vraag door."],
        ),
        (
            "<table><tr><td>Rol</td><td><ul><li>opent</li><li>sluit</li></ul></td></tr></table>",
            ["Rol", "- opent", "- sluit"],
        ),
        (
            "<h3><button aria-expanded='false'>Hoe vaak?</button></h3><div hidden><p>Elke week.</p></div>",
            ["Hoe vaak?", "Elke week."],
        ),
        (
            "<button aria-controls='a'>Hoe vaak?</button><div style='display:none'>Elke week.</div>",
            ["Hoe vaak?", "Elke week."],
        ),
        ("<details><summary>Hoe vaak?</summary>Elke week.</details>", ["Hoe vaak?", "Elke week."]),
        ("<div role='heading' aria-level='3'>Hoe vaak?</div><p>Elke week.</p>", ["Hoe vaak?", "Elke week."]),
        (
            "<dl><dt>Rol</dt><dd>voorzitter</dd><dt>Termijn:</dt><dd>3 jaar</dd></dl>",
            ["- Rol: voorzitter", "- Termijn: 3 jaar"],
        ),
        (
            "<ol start='3'><li><p>drie</p><p>en meer</p></li><li>vier<ul><li>diep</li></ul></li></ol>",
            ["3. drie en meer", "4. vier", "- diep"],
        ),
        (
            "<table><thead><tr><td>Rol</td><td>Wie</td></tr></thead><tr><td>lid</td><td>Jan<br>Els</td></tr></table>",
            ["Rol: lid; Wie: Jan Els"],
        ),
        (
            "<table role='presentation'><tr><td><p>Links.</p></td><td><p>Rechts.</p></td></tr></table>",
            ["Links.", "Rechts."],
        ),
        (
            "Een.<br><br/>Twee<br>regels.<div>Drie<div>Vier</div>Vijf</div>",
            ["Een.", "Twee regels.", "Drie", "Vier", "Vijf"],
        ),
        (
            "<figure><img alt='Een team'><figcaption>Het team in mei</figcaption></figure>",
            ["Het team in mei"],
        ),
        (
            "<p>Zie [het boek]((<a>https://a.example</a>) hier <span>[@jansen2020]</span>.</p>",
            ["Zie het boek hier."],
        ),
        ("<pre>Beste collega,\nDank je.</pre><pre>x = f(1);</pre>", ["Beste collega, Dank je."]),
        ("<div class='sidebar'><p>" + OTHER * 3 + "</p></div>", [OTHER * 3]),
        ("<div>" * 200 + "Diep.", ["Diep."]),
        ("<button class='collapsible'>Hoe vaak?</button><div>Elke week.</div>", ["Hoe vaak?", "Elke week."]),
        (
            "<table><tr><th>Rol</th><th>Taak</th></tr><tr><td>lid</td><td><ul><li>opent<li>sluit</ul></td></tr></table>",
            ["Rol: lid; Taak: opent, sluit"],
        ),
        (
            "<table><tr><th>Rol<th>Wie<tr><td rowspan=2>lid<td>Jan<tr><td>Els</table>",
            ["Rol: lid; Wie: Jan", "Rol: lid; Wie: Els"],
        ),
        (
            "<table><tr><th colspan=2>Wie</th><th>Uur</th></tr><tr><td>Jan</td><td>Els</td><td>2</td></tr></table>",
            ["Wie: Jan; Wie: Els; Uur: 2"],
        ),
        (
            "<dl><div><dt>Rol</dt><dd>lid</dd><dd>hoofd</dd></div></dl><ol><li value=4>vier<li>vijf</ol>",
            ["- Rol: lid; hoofd", "4. vier", "5. vijf"],
        ),
        (
            "Doe dit:<br>- vraag<br>- luister<br><br>1. eerst<br>2. dan<br><br>A - b<br>c",
            ["Doe dit:", "- vraag", "- luister", "1. eerst", "2. dan", "A - b c"],
        ),
        (
            "<table><tr><td><b>Rol</b><td>Wie<td>Uur<tr><td>lid<td>Jan<td>2</table>",
            ["Rol: lid; Wie: Jan; Uur: 2"],
        ),
        ("<p>[caption id='a']Het team[/caption] [1] [gallery ids='1,2']</p>", ["Het team [1]"]),
        ("<p><span>· <span>&nbsp; </span></span>vraag</p>", ["- vraag"]),
        (
            "<div role=list><div role=listitem>een</div><div role=listitem>twee</div></div><p>Dan.</p>",
            ["- een", "- twee", "Dan."],
        ),
        ("<div role=row><span role=cell>Lid</span><span role=cell>Jan</span></div>", ["Lid", "Jan"]),
        (
            "<p>In <st1:City>Utrecht</st1:City> <del>nooit</del> <o:p></o:p>weer</p>",
            ["In Utrecht nooit weer"],
        ),
        (
            "<h3>Kop<a href='#k'>¶</a></h3>Zo<sup><a href='#n'>[1]</a></sup> is <svg><text>x</svg>5 m<sup>2</sup>.",
            ["Kop", "Zo is 5 m2."],
        ),
        ("<h3>Kop<span class='mw-editsection'>[<a>bewerken</a>]</span></h3><p>Zo.</p>", ["Kop", "Zo."]),
        (
            "<div class='post-tags'><a>hr</a> <a>verlof</a></div><div class='tags'><p>Zo is het.</p></div>",
            ["Zo is het."],
        ),
        (f"<article><p>{OTHER}</p><article class='comment'><p>{OTHER}</p></article></article>", [OTHER]),
    ],
)
def test_every_part_of_an_article_stays(body: str, left: list[str]) -> None:
    assert [
        text for text in texts(f"<p>{PROSE} {OTHER}</p>{body}") if text not in (PROSE, f"{PROSE} {OTHER}")
    ] == left
    assert article(page(f"<p>{PROSE} {OTHER}</p>{body}"), "html").account


def test_a_text_is_known_by_what_it_holds_not_by_the_names_that_its_parts_have() -> None:
    long = f"{PROSE} {OTHER} {PROSE}"
    box = f"<div class='callout widget'><p>Bewaar dit.</p></div><div class='widget'><a>{PROSE}</a></div>"
    content = f"<div class='post entry-content'><h2>Verlof</h2><p>{long}</p><p>{long}</p>{box}</div>"
    around = f"<div class='logo'>Blad</div><div class='intro'><p>{long}</p></div>"
    found = read(
        page(f"<div class='menu-open'>{around}{content}<div class='aan'>Straat 1</div></div>"), "html"
    )
    assert [text for _, text in kept(found.blocks)] == [long, "Verlof", long, long, "Bewaar dit."]
    assert out(found.blocks) == [
        *[("outside the main text", "Blad"), ("sidebar", PROSE), ("outside the main text", "Straat 1")]
    ]


def test_the_beginning_that_a_folded_part_shows_goes_and_the_part_stays() -> None:
    short = f"<div><p>{PROSE[:50]} …</p></div>"
    found = read(
        page(f"<h2>Aanpak</h2>{short}<div><p>{PROSE}</p><p>{OTHER}</p></div><h2>Later</h2><p>{OTHER}</p>"),
        "html",
    )
    assert [text for _, text in kept(found.blocks)] == ["Aanpak", PROSE, OTHER, "Later", OTHER]
    assert out(found.blocks) == [("stands there twice", f"{PROSE[:50]} …")]


def test_what_stands_whole_above_the_beginning_of_a_folded_part_goes_with_it() -> None:
    short = f"<h3>Vooraf</h3><p>{OTHER}</p><p>{PROSE[:50]} …</p>"
    whole = f"<h3>Vooraf</h3><p>{OTHER}</p><p>{PROSE}</p>"
    assert texts(f"<h2>Aanpak</h2><div>{short}</div><div>{whole}</div>") == ["Aanpak", "Vooraf", OTHER, PROSE]


def test_links_in_a_row_go_and_links_in_a_text_or_a_list_stay() -> None:
    link = "<a href='/a'>Een ander stuk</a>"
    found = texts(
        f"<p>{PROSE}</p><p>{link} {link} {link}</p><p>Zie {link} {link} {link}</p><ul><li>{link}</li></ul>"
    )
    assert found == [PROSE, "Zie Een ander stuk Een ander stuk Een ander stuk", "- Een ander stuk"]


LD = '<script type="application/ld+json">'
LD += '{"@graph":[{"author":[{"name":"Vera"}],"datePublished":"2021-02-03"}]}</script>'


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="2019-05-12T10:00">', "", dt.date(2019, 5, 12)),
        (LD, "", dt.date(2021, 2, 3)),
        ("", '<time itemprop="datePublished" datetime="2020-01-02">gisteren</time>', dt.date(2020, 1, 2)),
        ("", "<footer>© 2019 Voorbeeldblad</footer>", None),
        ("", "<p>Copyright 2018. In 2017 begon het.</p><img src='/2016/05/01/a.png'>", None),
        ('<meta property="og:image" content="https://a.example/2016/05/01/a.png">', "", None),
    ],
)
def test_a_date_is_one_that_the_page_says(head: str, body: str, date: dt.date | None) -> None:
    assert read(page(f"<p>{PROSE} {OTHER}</p>{body}", head), "html").date == date


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "<h1>Vragen stellen</h1>", "Vragen stellen"),
        (
            '<meta property="og:title" content="Vragen - Blad"><meta property="og:site_name" content="Blad">',
            "",
            "Vragen",
        ),
        ("", "<h1>Blad</h1><h1>Vragen</h1>", "Vragen"),
        (
            "",
            "<header><h1>Voorbeeldblad</h1></header><main><h1>Vragen stellen</h1>{0}</main>",
            "Vragen stellen",
        ),
        ("", "", "Vragen"),
    ],
)
def test_the_title_is_that_of_the_article_not_of_the_site(head: str, body: str, title: str) -> None:
    text = f"<p>{PROSE} {OTHER}</p>"
    assert read(page(body.format(text) + text, head), "html").title == title


def test_the_line_under_a_title_tells_who_and_when_and_is_no_part_of_the_text() -> None:
    when = (
        "<time class='published' datetime='2023-05-03'>3 mei</time> <time datetime='2023-06-01'>1 juni</time>"
    )
    line = f"<div class='entry-meta'>{when} door <span class='author vcard'>Vera Voorbeeld</span></div>"
    found = read(page(f"<article><h1>Vragen</h1>{line}<p>{PROSE} {OTHER}</p></article>"), "html")
    assert (found.author, found.date) == ("Vera Voorbeeld", dt.date(2023, 5, 3))
    assert kept(found.blocks) == [("paragraph", f"{PROSE} {OTHER}")]
    assert article(page(f"<article>{line}<p>{PROSE} {OTHER}</p></article>"), "html").account


def test_what_a_page_tells_of_itself_is_found() -> None:
    head = f'<meta name="author" content="Vera Voorbeeld"><meta property="og:site_name" content="Blad">{LD}'
    found = read(page(f"<p>{PROSE}</p>", head), "html")
    assert (found.author, found.publisher) == ("Vera Voorbeeld", "Blad")
    assert read(page(f"<p>{PROSE}</p>", LD), "html").author == "Vera"


@pytest.mark.parametrize("said", ["iso-8859-1", "latin1", "ISO-8859-1", "windows-1252", "us-ascii"])
def test_a_page_that_says_latin_1_is_read_as_browsers_do(said: str) -> None:
    text = page("<p>Eén ‘idee’ – “goed” € 5</p>", f'<meta charset="{said}">')
    for encoding in ("cp1252", "utf-8"):
        assert kept(read(text.encode(encoding), "html").blocks) == [("paragraph", "Eén ‘idee’ – “goed” € 5")]


def test_other_encodings_and_declarations_are_followed() -> None:
    xhtml = '<?xml version="1.0" encoding="utf-8"?>' + page("<p>Eén</p>")
    assert kept(read(xhtml, "html").blocks) == [("paragraph", "Eén")]
    assert kept(
        read(page("<p>Łódź</p>", '<meta charset="iso-8859-2">').encode("iso-8859-2"), "html").blocks
    ) == [("paragraph", "Łódź")]
    assert kept(read(page("<p>Eén</p>", '<meta charset="onzin">'), "html").blocks) == [("paragraph", "Eén")]


def test_a_page_under_front_matter_is_read_with_it() -> None:
    found = read(f'---\ntitle: "Aanpak"\ndate: 2020-07-31\n---\n<h2>Vooraf</h2><p>{PROSE}</p>', "html")
    assert (found.title, found.date) == ("Aanpak", dt.date(2020, 7, 31))
    assert kept(found.blocks) == [("heading", "Vooraf"), ("paragraph", PROSE)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body></body></html>", "no article text"),
        (page("<nav><a>Over ons</a></nav>").encode(), "no article text"),
        (b"\x00\x01", "not text"),
        (b"<div>" * 50_000, "no article text"),
    ],
)
def test_a_page_without_an_article_is_refused(data: bytes, words: str) -> None:
    assert words in refused(data, "html")
