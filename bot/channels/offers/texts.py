"""What a lead of an older channel is offered, once."""

from __future__ import annotations

from bot.core.words import Sentence

WHAT = {
    "harvest": Sentence(
        "Nieuw: de Vrijdagoogst. Aan het eind van de week komt er in #{channel} een kaart met wat mensen zelf over een "
        "tip schreven."
    ),
}
"""By the setting that it turns on."""
HOW = {
    "harvest": Sentence(
        "Op de kaart staat alleen wie er een zin voor schreef. Waar gasten of mensen van een andere organisatie "
        "meelezen, komt geen kaart. Uitzetten kan altijd met {ask} instellen."
    ),
}
ONCE = "Dit vraag ik één keer. Doe je niets, dan blijft alles zoals het is."
YES = "Zet aan"
DONE = {"harvest": Sentence("De Vrijdagoogst staat aan in #{channel}.")}
