"""Articles that administrators add on their platform: each belongs to the workspace that added it."""
