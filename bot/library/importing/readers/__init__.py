"""A reader for every kind of file. Each gives the same blocks, and says what it leaves out and why."""
