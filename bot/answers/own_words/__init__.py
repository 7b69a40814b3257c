"""Words that a company says mean the same as words of its articles."""
