"""Who is told of a post that did not come as it should, and in which words."""
