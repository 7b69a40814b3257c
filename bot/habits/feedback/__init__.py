"""What a team says of a tip, in counts that point at nobody."""
