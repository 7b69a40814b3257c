"""What a team says about a tip, in counts that identify nobody."""
