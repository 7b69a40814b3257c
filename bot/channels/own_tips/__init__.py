"""The tips that a team writes for its own channel."""
