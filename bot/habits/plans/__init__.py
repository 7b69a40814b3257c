"""A person's own plan for a tip, and the one question about it."""
