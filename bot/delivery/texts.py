"""What leads hear of posts that did not come as they should, and why the bot cannot post."""

from __future__ import annotations

from bot.core.texts import INVITE

INVITE_AGAIN = f"Nodig mij uit met {INVITE}, dan ga ik verder."

# What leads, or else administrators, hear about a post that did not come as it should
NOTICES = {
    "unknown": "De verbinding met Slack viel weg toen ik de tip van {moment} plaatste in #{channel}."
    " Ik weet niet of de tip er staat.",
    "unresolved": "De verbinding met Slack viel weg toen ik de tip van {moment} plaatste in #{channel}."
    " Ik weet niet of de tip er staat, en laat het zo.",
    "missed": "De tip van {moment} is niet geplaatst in #{channel}. Het lukte niet op tijd.",
    "failed": "De tip van {moment} is niet geplaatst in #{channel}.",
    "paused": "Ik kan niets plaatsen in #{channel}. De tip van {moment} is daarom niet gekomen.",
}
NOTICES_NEXT = {
    "unknown": "Kijk even in het kanaal. Staat de tip er niet? Dan kan ik hem alsnog plaatsen.",
    "unresolved": "De volgende tip komt op zijn gewone moment.",
    "missed": "De volgende tip komt op zijn gewone moment. Een tip nu plaatsen kan met /leiderschap planning.",
    "failed": "De volgende tip komt op zijn gewone moment.",
    "paused": "Bij elke volgende tip probeer ik het opnieuw. Zodra het weer kan, gaan de tips vanzelf verder.",
}
REPOST = "Alsnog plaatsen"
ALREADY_THERE = "Staat er al"
REPOST_DONE = "Ik plaats de tip zo alsnog."
ALREADY_THERE_DONE = "Goed, dan laat ik het zo."
ANSWERED_BEFORE = "Dit is al geregeld. Je hoeft niets meer te doen."
REASON = "De reden: {reason}. {advice}"

# Why the bot cannot post in a channel, by the code of `Channel.paused`, and what helps
_ARCHIVED = "het kanaal is gearchiveerd"
_GONE = "ik vind het kanaal niet meer"
_SHARED = "er zit ook een andere organisatie in het kanaal"
_SILENCED = "berichten van mij staan uit"
_NOT_THERE = "ik zit niet meer in het kanaal"
_NOT_ALLOWED = "ik mag er niet plaatsen"
_HELD_BACK = "een instelling van jullie Slack houdt mij tegen"
_NOT_INSTALLED = "ik heb geen toegang meer tot jullie Slack"
_RIGHT = "mij ontbreekt een recht"
_OLD = "ik ben te oud voor deze Slack"
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
REASON_OTHER = "Slack neemt mijn bericht niet aan"

_CHANGE = "Vraag een beheerder van deze Slack om dat te veranderen."
_INSTALL = "Vraag een beheerder van deze Slack om mij opnieuw te installeren."
_ADVICE = {
    _NOT_THERE: INVITE_AGAIN,
    _NOT_ALLOWED: _CHANGE,
    _HELD_BACK: _CHANGE,
    _NOT_INSTALLED: _INSTALL,
    _RIGHT: _INSTALL,
    _ARCHIVED: "Haal het kanaal uit het archief, dan ga ik verder.",
    _GONE: f"Is het kanaal er nog? {INVITE_AGAIN}",
    _SHARED: "Een beheerder van deze Slack kan de tips weer aanzetten.",
    _SILENCED: _CHANGE,
}
ADVICE = {code: _ADVICE[reason] for code, reason in REASONS.items() if reason in _ADVICE}
ADVICE_OTHER = "Vertel het aan wie de bot beheert."

MESSAGES_TITLE = "Dat ik je een bericht stuurde, zonder de tekst"
MESSAGES_WHY = "Om je niets dubbel te sturen."
MESSAGES_KEPT = "Na {days} dagen verwijder ik het."
