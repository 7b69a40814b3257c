"""A post happens once: the ledger, what moves its rows, and who is told where it went wrong."""
