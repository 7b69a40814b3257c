"""The results of a channel's tips over time."""
