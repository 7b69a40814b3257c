"""Offers a lead, once, what new channels begin with and theirs does not have."""
