"""Who is told about a post that went wrong, and in which words."""
