"""What a person reads about their own data."""

from __future__ import annotations

from bot.core.words import Sentence

PRIVACY_SUMMARY = "Wat ik over je bewaar"
PRIVACY_INTRO = "Dit bewaar ik over jou, waarom en hoe lang. Alleen jij ziet dit."
PRIVACY_ASKED = Sentence(
    "Wat je met {ask} vraagt en het antwoord zie alleen jij, en je baas dus niet. Vraag je iets met {bot}, dan leest"
    " het kanaal mee. Je vraag bewaar ik niet."
)
PRIVACY_NOT = "Ik lees geen gesprekken mee. Niemand anders ziet cijfers over jou."
PRIVACY_NONE = "Over jou bewaar ik nu niets."
PRIVACY_PART = "{count} bewaard. {why} {kept}"
PRIVACY_SLACK = Sentence(
    "Wat al in {platform} staat, zoals mijn vragen aan jou en wat je zelf in een draad deelde, blijft daar."
)
PRIVACY_FILE = "mijn-gegevens.json"
PRIVACY_FILE_WORDS = "Dit bewaar ik over je. Alleen jij ziet dit bestand."
FILE_COMES = "Ik stuur je het bestand in een privébericht."
PRIVACY_DOWNLOAD = "Download mijn gegevens"
PRIVACY_ERASE = "Verwijder alles"
PRIVACY_ERASE_TITLE = "Alles over jou verwijderen?"
PRIVACY_ERASE_TEXT = "Je plannen, antwoorden en instellingen worden meteen verwijderd. Dit kan niet terug."
PRIVACY_ALONE = Sentence(
    "Je bent de enige teamleider van {channels}. Na het verwijderen leidt niemand dat kanaal, tot een ander het "
    "overneemt."
)
PRIVACY_ERASED = "Alles wat ik over je bewaarde is verwijderd."
PRIVACY_ERASED_LATER = (
    "Je gegevens zijn verwijderd. Het bestand van de database ruim ik nog op; dat gebeurt binnen een dag."
)
PRIVACY_CANCEL = "Niet verwijderen"
DELETED_USER = "verwijderde gebruiker"
MENTIONS_TITLE = "Teksten van een team waar je naam in staat"
MENTIONS_WHY = "Omdat een teamleider je noemde."
MENTIONS_KEPT = (
    "Zolang het team de tekst laat staan. Verwijder je alles, dan staat er ‘verwijderde gebruiker’."
)
CLICKS_TITLE = "Klikken van vandaag"
CLICKS_WHY = "Om een dubbele klik één keer te tellen."
CLICKS_KEPT = "Na een dag verwijder ik ze."
