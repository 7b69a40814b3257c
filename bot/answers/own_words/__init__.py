"""Words that mean the same as words of the articles, according to a company's administrators."""
