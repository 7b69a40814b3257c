"""How fast posts go: by lanes, one a workspace, which keep to what Slack says of the pace."""
