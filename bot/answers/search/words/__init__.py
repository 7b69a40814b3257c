"""How texts and questions become keys: words, parts of words, families, phrases, and what is only chat."""
