"""What a question asks: which part of a message it is, and what may stand for each of its words."""
