"""Every post happens once: the ledger, the code that moves its rows, and who is told when a post goes wrong."""
