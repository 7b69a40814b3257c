"""The weekly tip: planned, chosen and shown."""
