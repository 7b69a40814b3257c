"""What came of a channel's tips over time."""
