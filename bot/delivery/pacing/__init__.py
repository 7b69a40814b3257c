"""How fast posts go: one lane for each workspace, at the pace that Slack allows."""
