"""What people asked for and did not find, in words that identify nobody."""
