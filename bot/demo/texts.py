"""Every Dutch sentence that the demo itself says in the terminal."""

from __future__ import annotations

STOP = ("q", "quit", "exit", "stop")

# Both demos
NOW = "In de demo is het nu {moment}."
STOPPED = "\nDe demo is gestopt."
NOT_POSTED = "Er is nu geen tip geplaatst."

# In the browser
PAGE = """\

De demo draait. Open deze pagina in je browser:

  {address}
"""
POSTED = "In #{channel} staat: {text}"
TRY_IN_BROWSER = """\

Probeer dit:
  - Lees in #leiderschap de tip van deze week.
  - Typ daar: /leiderschap ceo blog
  - Typ daar: /leiderschap tip
  - Zet in #algemeen zelf tips aan. Typ daar: /leiderschap instellen
  - Je bent Voorbeeld Vera. Rechtsboven kies je een ander."""
TRY_ENTER = """\
  - Druk hier op Enter. In de demo is het dan een week later en komt de
    volgende tip. Stoppen: typ q, of druk op Ctrl-C.
"""
TRY_STOP = """\
  - Stoppen: druk op Ctrl-C, of beëindig dit proces.
"""
OPEN_TO_ALL = """\
Let op: deze oefen-Slack luistert op alle netwerkadressen van deze computer en
controleert geen token. Iedereen die de computer via het netwerk bereikt, kan
meelezen. Gebruik hem op een netwerk dat je vertrouwt, met verzonnen gegevens.
"""

# In the terminal
NO_PLATFORM = """\
De demo in de browser draait voorlopig alleen op Linux (x64).
Daarom zie je hem nu in de terminal.
"""
NO_PACKAGE = """\
De demo in de browser heeft het npm-pakket {package} nodig, en dat staat
niet in node_modules. Typ npm install en start opnieuw om hem te zien.
Nu zie je de demo in de terminal.
"""
HELLO = """\

Dit is leiderschap in je terminal: dezelfde bot en dezelfde berichten als in
Slack, alleen getekend met letters. Je bent Voorbeeld Vera in #leiderschap.
"""
HELP = """\
Typ bijvoorbeeld:
  /leiderschap ceo blog     een vraag; alleen jij ziet het antwoord
  /leiderschap tip          een tip om deze week te doen
  @leiderschap ceo blog     een vraag waarvan iedereen het antwoord ziet
  1                         druk op de knop met [1] ervoor
  volgende week             de klok gaat naar de volgende tip (Enter mag ook)
  help                      deze uitleg
  stop                      de demo stopt
"""
NEXT_WEEK = ("", "volgende week", "volgende", "week")
IN_CHANNEL = "{bot} in #{channel}"
IN_THREAD = "{bot} in een draad in #{channel}"
IN_PRIVATE = "{bot}, alleen voor jou zichtbaar"
MODAL = "Deze knop opent een venster. Dat kan alleen in Slack, niet in de terminal."
NO_BUTTON = "Er is geen knop [{number}]."
LEFT = "Goed, er gebeurt niets."
NOT_KNOWN = "Dat ken ik niet. Een vraag begint met /leiderschap. Typ help voor uitleg."
