"""The Vrijdagoogst: what people chose to share about a tip, on one card at the end of the week."""
