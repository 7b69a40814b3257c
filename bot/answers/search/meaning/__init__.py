"""What texts mean, as vectors: beside their words, for passages that nobody wrote questions for."""
