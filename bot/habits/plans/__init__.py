"""A person's own plan on a tip, and the one question about it."""
