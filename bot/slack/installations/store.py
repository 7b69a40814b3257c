"""The bot's installations, with encrypted tokens, and the workspaces that left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database.engine import reading, rows, writing
from bot.database.once import insert_or_replace
from bot.database.tables import WORKSPACE, Utc, column, table
from bot.delivery.model import FARTHEST
from bot.slack.installations.model import Installation
from bot.slack.installations.sealing import Sealer

installations = table(
    "installations",
    "Waar de bot is geïnstalleerd, met de sleutel van Slack in versleutelde vorm.",
    column("enterprise", sa.Text, "Bij welke organisatie de installatie hoort.", "never", primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("sealed", sa.Text, "De sleutel waarmee de bot bij Slack mag posten, versleuteld.", "never"),
    column("installed_at", Utc, "Wanneer de bot is geïnstalleerd."),
    column("renewing_until", Utc, "Dat de sleutel nu vernieuwd wordt.", nullable=True),
)
"""`enterprise` is '' outside an organisation; `workspace` is '' for all workspaces of one."""

workspaces = table(
    "workspaces",
    "Welke Slack-omgevingen de bot kennen.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("enterprise", sa.Text, "Bij welke organisatie de omgeving hoort.", "never"),
    column(
        "left_at",
        Utc,
        "Wanneer de omgeving de bot verwijderde; dertig dagen later is alles weg.",
        nullable=True,
        ahead="counts",
    ),
    sa.Index("ix_workspaces_left", "left_at"),
)

oauth_states = table(
    "oauth_states",
    "Installaties die nog bezig zijn, zodat niemand er een kan namaken.",
    column(
        "digest", sa.Text, "Het kenmerk van de installatie, onleesbaar gemaakt.", "never", primary_key=True
    ),
    column("expires_at", Utc, "Tot wanneer het geldt.", ahead="goes"),
    sa.Index("ix_oauth_states_expiry", "expires_at"),
)


class SqlInstallationStore:
    """Which workspaces and organisations installed the bot. A missing `enterprise` or `workspace` is ''."""

    def __init__(self, engine: AsyncEngine, keys: Sequence[str]) -> None:
        """`keys`: the first encrypts, all decrypt. Raises ValueError if one is invalid."""
        self._engine = engine
        self._sealer = Sealer(keys)

    async def save(self, installation: Installation) -> None:
        """Store an installation, replacing an earlier one, and clear that the workspace had left."""
        row = {
            "enterprise": installation.enterprise,
            "workspace": installation.workspace,
            "sealed": self._sealer.seal(installation),
            "installed_at": installation.installed_at,
        }
        before_it_moved = sa.and_(
            _of(installation.workspace, installation.enterprise),
            installations.c.enterprise != installation.enterprise,
        )
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(installations).where(before_it_moved))
            await insert_or_replace(connection, installations, row)
            if installation.workspace:
                await _is_here(connection, installation.workspace, installation.enterprise)

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None:
        """The workspace's own installation, or that of its organisation, or None.

        Without `enterprise`, the organisation is the one that `seen` recorded.
        """
        of = sa.select(workspaces.c.enterprise).where(
            workspaces.c.workspace == workspace, workspaces.c.left_at.is_(None)
        )
        organisation = sa.literal(enterprise) if enterprise else of.scalar_subquery()
        own = installations.c.workspace == workspace
        if enterprise:
            own = sa.and_(own, installations.c.enterprise.in_([enterprise, ""]))
        everywhere = sa.and_(
            installations.c.workspace == "",
            installations.c.enterprise != "",
            installations.c.enterprise == organisation,
        )
        query = sa.select(installations).where(
            sa.or_(sa.and_(own, installations.c.workspace != ""), everywhere)
        )
        found = await rows(self._engine, query.order_by(installations.c.workspace.desc()))
        return self._sealer.open(found[0].sealed, found[0].enterprise, found[0].workspace) if found else None

    async def places(self) -> Sequence[tuple[str, str]]:
        """Workspace and enterprise of every workspace that has the bot; a workspace of '' for an organisation that
        has not used it yet."""
        here = sa.select(workspaces.c.workspace, workspaces.c.enterprise).where(
            workspaces.c.left_at.is_(None)
        )
        everywhere = sa.select(installations.c.workspace, installations.c.enterprise).where(
            installations.c.workspace == "",
            installations.c.enterprise.not_in(here.with_only_columns(workspaces.c.enterprise)),
        )
        async with reading(self._engine) as connection:
            found = (await connection.execute(sa.union_all(here, everywhere))).all()
        return sorted((row[0], row[1]) for row in found)

    async def seen(self, workspace: str, enterprise: str) -> None:
        """Record that the bot is used in a workspace whose organisation installed it for all workspaces."""
        # Only while the organisation has the bot, because it may have left since it was found. The lock makes a
        # simultaneous removal wait and see this workspace.
        there = sa.select(sa.true()).where(_of("", enterprise)).with_for_update(read=True)
        async with writing(self._engine) as connection:
            if await connection.scalar(there):
                await _is_here(connection, workspace, enterprise)

    async def remove(self, workspace: str, enterprise: str, at: dt.datetime) -> None:
        """Delete the tokens of the installation that Slack ended at `at`, and record that its workspaces left.

        An installation newer than `at` stays. A second call changes nothing.
        """
        row = _of(workspace, enterprise)
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(installations).where(row, installations.c.installed_at <= at))
            left = sa.update(workspaces).values(left_at=at)
            left = left.where(workspaces.c.left_at.is_(None), ~sa.exists().where(row))
            if workspace:
                left = left.where(workspaces.c.workspace == workspace)
            else:
                own = sa.select(installations.c.workspace).where(installations.c.workspace != "")
                left = left.where(workspaces.c.enterprise == enterprise, workspaces.c.workspace.not_in(own))
            await connection.execute(left)

    async def claim_renewal(self, installation: Installation, now: dt.datetime, until: dt.datetime) -> bool:
        """Lock the row to renew its token; True for one caller until `until`, False once it was renewed."""
        row = _of(installation.workspace, installation.enterprise)
        free = sa.func.coalesce(installations.c.renewing_until, now)
        async with writing(self._engine) as connection:
            claimed = await connection.execute(
                sa.update(installations)
                .where(row, sa.or_(free <= now, free > now + FARTHEST))  # or locked by a wrong clock
                .values(renewing_until=until)
                .returning(installations.c.sealed)
            )
            sealed = claimed.scalar_one_or_none()
            if sealed is None:
                return False
            stored = self._sealer.open(sealed, installation.enterprise, installation.workspace)
            if stored.refresh_token == installation.refresh_token:
                return True
            await connection.execute(sa.update(installations).where(row).values(renewing_until=None))
            return False

    async def renewed(self, before: Installation, after: Installation) -> bool:
        """Store the new token; False if the installation `before` is gone or was replaced meanwhile."""
        row = _of(before.workspace, before.enterprise)
        async with writing(self._engine) as connection:
            query = sa.select(installations.c.sealed).where(row).with_for_update()
            sealed = (await connection.execute(query)).scalar_one_or_none()
            if sealed is None or self._sealer.open(sealed, before.enterprise, before.workspace) != before:
                return False
            values = {"sealed": self._sealer.seal(after), "renewing_until": None}
            await connection.execute(sa.update(installations).where(row).values(values))
            return True

    async def reseal(self) -> int:
        """Encrypt with the first key what another key encrypted; returns how many. Raises StoreError if a key is
        missing."""
        changed = 0
        async with writing(self._engine) as connection:
            for row in (await connection.execute(sa.select(installations).with_for_update())).all():
                installation = self._sealer.open(row.sealed, row.enterprise, row.workspace)
                if not self._sealer.is_current(row.sealed):
                    sealed = self._sealer.seal(installation)
                    place = _of(row.workspace, row.enterprise)
                    await connection.execute(sa.update(installations).where(place).values(sealed=sealed))
                    changed += 1
        return changed


async def _is_here(connection: AsyncConnection, workspace: str, enterprise: str) -> None:
    row = {"workspace": workspace, "enterprise": enterprise, "left_at": None}
    await insert_or_replace(connection, workspaces, row)


def _of(workspace: str, enterprise: str) -> sa.ColumnElement[bool]:
    """The row of an installation. A workspace keeps its id when it joins or leaves an organisation (seen, not
    documented)."""
    row = installations.c.workspace == workspace
    return row if workspace else sa.and_(row, installations.c.enterprise == enterprise)
