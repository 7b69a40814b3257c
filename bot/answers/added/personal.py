"""What is kept about a person who added an article, or whom one names; the article stays without the person."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.added import texts
from bot.answers.added.store import added_articles
from bot.channels.leads import texts as leads
from bot.core.features import Personal, Rows
from bot.core.people import Subject
from bot.privacy.mentions import Mentions


def part(engine: AsyncEngine) -> Personal:
    """The articles that a person added, and those of others that name them."""
    named = Mentions(engine, [added_articles])

    async def of(person: Subject) -> Rows:
        return [
            {
                "titel": row["title"],
                "bron": row["source"],
                "wanneer": row["added_at"].isoformat(),
                "door": leads.AUDIT_YOU if row["added_by"] == person.user else leads.AUDIT_OTHER,
                "tekst": values.get("text", ""),
            }
            for _, (row, values) in await named.seen(person)
        ]

    return Personal(
        texts.ADDED_TITLE, texts.ADDED_WHY, texts.ADDED_KEPT, of, named.erase, added_articles.name
    )
