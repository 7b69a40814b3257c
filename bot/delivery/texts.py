"""What leads read about posts that went wrong, and why the bot cannot post."""

from __future__ import annotations

from bot.core.words import Sentence

INVITE_AGAIN = Sentence("Nodig mij uit met {invite}, dan ga ik verder.")

# What leads, or else administrators, hear about a post that did not come as it should
NOTICES = {
    "unknown": Sentence(
        "De verbinding met {platform} viel weg toen ik de tip van {moment} plaatste in #{channel}."
        " Ik weet niet of de tip er staat."
    ),
    "unresolved": Sentence(
        "De verbinding met {platform} viel weg toen ik de tip van {moment} plaatste in #{channel}."
        " Ik weet niet of de tip er staat, en doe verder niets."
    ),
    "missed": Sentence("De tip van {moment} is niet geplaatst in #{channel}. Het lukte niet op tijd."),
    "failed": Sentence("De tip van {moment} is niet geplaatst in #{channel}."),
    "paused": Sentence("Ik kan niets plaatsen in #{channel}. De tip van {moment} is daarom niet gekomen."),
}
NOTICES_NEXT = {
    "unknown": "Kijk even in het kanaal. Staat de tip er niet? Dan kan ik hem alsnog plaatsen.",
    "unresolved": "De volgende tip komt op zijn gewone moment.",
    "missed": Sentence(
        "De volgende tip komt op zijn gewone moment. Een tip nu plaatsen kan met {ask} planning."
    ),
    "failed": "De volgende tip komt op zijn gewone moment.",
    "paused": "Bij elke volgende tip probeer ik het opnieuw. Zodra het weer kan, gaan de tips vanzelf verder.",
}
REPOST = "Alsnog plaatsen"
ALREADY_THERE = "Staat er al"
REPOST_DONE = "Ik plaats de tip zo alsnog."
ALREADY_THERE_DONE = "Goed, dan laat ik het zo."
ANSWERED_BEFORE = "Dit is al geregeld. Je hoeft niets meer te doen."
REASON = Sentence("De reden: {reason}. {advice}")

# Why the bot cannot post in a channel, by the code of `Channel.paused`, and what helps
_ARCHIVED = "het kanaal is gearchiveerd"
_GONE = "ik vind het kanaal niet meer"
_SHARED = "er zit ook een andere organisatie in het kanaal"
_SILENCED = "berichten van mij staan uit"
_NOT_THERE = "ik zit niet meer in het kanaal"
_NOT_ALLOWED = "ik mag er niet plaatsen"
_HELD_BACK = Sentence("een instelling van jullie {workspace} houdt mij tegen")
_NOT_INSTALLED = Sentence("ik heb geen toegang meer tot jullie {workspace}")
_RIGHT = "mij ontbreekt een recht"
_OLD = Sentence("ik ben te oud voor deze {workspace}")
REASONS = {
    "is_archived": _ARCHIVED,
    "not_in_channel": _NOT_THERE,
    "no_permission": _NOT_THERE,
    "channel_not_found": _GONE,
    "is_shared": _SHARED,
    "restricted_action": _NOT_ALLOWED,
    "restricted_action_read_only_channel": _NOT_ALLOWED,
    "restricted_action_thread_only_channel": _NOT_ALLOWED,
    "channel_type_not_supported": "in zo'n gesprek kan ik niet plaatsen",
    "messages_tab_disabled": _SILENCED,
    "access_denied": _HELD_BACK,
    "accesslimited": _HELD_BACK,
    "ekm_access_denied": _HELD_BACK,
    "enterprise_is_restricted": _HELD_BACK,
    "two_factor_setup_required": _HELD_BACK,
    "account_inactive": _NOT_INSTALLED,
    "invalid_auth": _NOT_INSTALLED,
    "not_authed": _NOT_INSTALLED,
    "team_access_not_granted": _NOT_INSTALLED,
    "team_not_found": _NOT_INSTALLED,
    "token_expired": _NOT_INSTALLED,
    "token_revoked": _NOT_INSTALLED,
    "missing_scope": _RIGHT,
    "not_allowed_token_type": _RIGHT,
    "deprecated_endpoint": _OLD,
    "method_deprecated": _OLD,
    "not_composed": "er ging iets mis bij het maken van het bericht",
}
REASON_OTHER = Sentence("{platform} neemt mijn bericht niet aan")

_CHANGE = Sentence("Vraag een {workspace}-beheerder om dat te veranderen.")
_INSTALL = Sentence("Vraag een {workspace}-beheerder om mij opnieuw te installeren.")
_ADVICE = {
    _NOT_THERE: INVITE_AGAIN,
    _NOT_ALLOWED: _CHANGE,
    _HELD_BACK: _CHANGE,
    _NOT_INSTALLED: _INSTALL,
    _RIGHT: _INSTALL,
    _ARCHIVED: "Haal het kanaal uit het archief, dan ga ik verder.",
    _GONE: Sentence("Is het kanaal er nog? {again}").format(again=INVITE_AGAIN),
    _SHARED: Sentence("Een {workspace}-beheerder kan de tips weer aanzetten."),
    _SILENCED: _CHANGE,
}
ADVICE = {code: _ADVICE[reason] for code, reason in REASONS.items() if reason in _ADVICE}
ADVICE_OTHER = "Vertel het aan de beheerder van de bot."

MESSAGES_TITLE = "Dat ik je een bericht stuurde, zonder de tekst"
MESSAGES_WHY = "Om je niets dubbel te sturen."
MESSAGES_KEPT = "Na {days} dagen verwijder ik het."
