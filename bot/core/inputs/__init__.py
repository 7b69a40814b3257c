"""What comes from outside, read once and checked: the environment and files."""
