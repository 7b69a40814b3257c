"""`/leiderschap <vraag>`: the passages that answer it, for those who may read them."""
