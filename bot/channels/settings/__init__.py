"""What a lead or the channels file chooses for a channel."""
