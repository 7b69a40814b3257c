"""What the bot says of a channel that it cannot post in, by the code of `Channel.paused`: plain, short, "je"."""

from __future__ import annotations

INVITE = "/invite @leiderschap"
INVITE_AGAIN = f"Nodig mij uit met {INVITE}, dan ga ik verder."

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

# When the bot comes into a channel
GREETING_SUMMARY = "Ik ben leiderschap"
GREETING = (
    "Hallo, ik ben leiderschap. Ik plaats hier elke week een kleine tip over leiderschap, met de bron erbij. En wie"
    " /leiderschap en een vraag typt, krijgt antwoord uit artikelen."
)
GREETING_OFF = (
    "Er komt nog niets vanzelf. Wie op Instellen klikt en opslaat, zet de tips aan en wordt teamleider."
)
GREETING_PRIVACY = "Ik lees geen gesprekken mee."

# What happens to a channel
STOPPED = {
    "is_archived": "#{channel} is gearchiveerd. Er komen geen tips meer.",
    "not_in_channel": "Ik ben uit #{channel} gehaald. Er komen geen tips meer. " + INVITE_AGAIN,
    "channel_not_found": "#{channel} is er niet meer. Er komen geen tips meer.",
    "is_shared": (
        "In #{channel} zit nu ook een andere organisatie. De tips staan stil, tot een beheerder van deze Slack ze weer"
        " aanzet."
    ),
}
BACK = "Ik kan weer in #{channel} plaatsen. De volgende tip komt op {moment}."
BACK_NONE = "Ik kan weer in #{channel} plaatsen."
STOPPED_OTHER = "Ik kan niet plaatsen in #{channel}: {reason}. Er komen geen tips meer. {advice}"
