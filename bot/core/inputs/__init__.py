"""Outside input, read once and checked: the environment and files."""
