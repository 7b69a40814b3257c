"""What a lead of an older channel is offered, once."""

from __future__ import annotations

from bot.core.words import Sentence

WHAT = {
    "voice": Sentence(
        "Nieuw: een tip kan twee stemmen hebben. Het team krijgt de zijne in #{channel}, en jij krijgt die voor de "
        "teamleider een werkdag eerder, in een privébericht."
    ),
    "harvest": Sentence(
        "Nieuw: de Vrijdagoogst. Aan het eind van de week komt er in #{channel} een kaart met wat mensen zelf over een "
        "tip schreven."
    ),
}
"""By the setting that it turns on."""
HOW = {
    "voice": Sentence(
        "In sommige weken staat in het kanaal dan alleen een vraag. Het bericht aan jou stop je met één klik, en alles "
        "met {ask} instellen."
    ),
    "harvest": Sentence(
        "Op de kaart staat alleen wie er een zin voor schreef. Waar gasten of mensen van een andere organisatie "
        "meelezen, komt geen kaart. Uitzetten kan altijd met {ask} instellen."
    ),
}
ONCE = "Dit vraag ik één keer. Doe je niets, dan blijft alles zoals het is."
YES = "Zet aan"
DONE = {
    "voice": Sentence("De tips in #{channel} zijn nu voor het team en de teamleider."),
    "harvest": Sentence("De Vrijdagoogst staat aan in #{channel}."),
}
