"""Thirty ways to type a question in a chat, with noise that must change no answer."""

from __future__ import annotations

from tests.benchmarks.search_wrappings import worded

BEFORE = (
    "ff vraagje ",
    "hoi allemaal, ",
    "mn ",
    "Goedemorgen! ",
    "hey team, weet iemand ",
    "sorry voor het storen, ",
    "kan iemand me helpen met ",
    "ik vroeg me af ",
    "Beste collega's,\n\n",
    "hallo bot, vraagje: ",
    "eh even een vraag: ",
    "Hi Sanne, ",
    "pff ",
    "amai, ",
)
BEHIND = (
    " gr jan",
    " alvast bedankt",
    ", thx!",
    " groetjes Fatima van HR",
    "\n\nMet vriendelijke groet,\nKees de Vries",
    " iemand een idee?",
    " aub 🙏",
    " hoor 😅",
    " bvd, Petra",
    " ... tips welkom!",
)
WITHIN = ("ff", "eigenlijk", "zeg maar", "ofzo", "btw", "ehm")

KNOWN = (
    *(f"{before}{{}}" for before in BEFORE),
    *(f"{{}}{behind}" for behind in BEHIND),
    *(f"{{first}} {within} {{rest}}" for within in WITHIN),
)
"""The same as `search_wrappings` writes them."""


def wrapped(question: str) -> list[str]:
    """The question with each of the wrappings, those within after its first word."""
    return [worded(wrapping, question) for wrapping in KNOWN]
