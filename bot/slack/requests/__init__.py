"""What every request of Slack passes before its listener."""
