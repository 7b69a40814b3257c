"""The id of a workspace shows its platform, and so does the ref of a channel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Actor, ChannelRef, platform_of

SLACK = st.from_regex("[TE][A-Z0-9]{1,20}", fullmatch=True)
TENANTS = st.uuids().flatmap(lambda id: st.sampled_from([str(id), str(id).upper()]))


@given(SLACK)
def test_a_workspace_and_an_organisation_of_slack_are_of_slack(workspace: str) -> None:
    assert ChannelRef(workspace, "C1").platform == "slack"


@given(TENANTS)
def test_a_tenant_is_of_teams_also_where_its_guid_begins_as_an_id_of_slack_does(tenant: str) -> None:
    assert ChannelRef(tenant, "19:voorbeeld@thread.tacv2").platform == "teams"


@pytest.mark.parametrize(
    "workspace",
    ["", "T", "tekst", "C123", "t123", "T1\n", "T-1", "{5f9b4c3e-0000-4000-8000-0123456789ab}", "5f9b4c3e"],
)
def test_what_is_an_id_of_neither_is_refused(workspace: str) -> None:
    with pytest.raises(ValueError, match="not the id of a workspace"):
        platform_of(workspace)


def test_the_same_id_in_two_workspaces_names_two_channels() -> None:
    known = {ChannelRef("T1", "C1"): "een", ChannelRef("T2", "C1"): "twee"}
    assert [known[Actor(workspace, "U1").at("C1")] for workspace in ("T1", "T2")] == ["een", "twee"]
