"""Articles that an administrator hands over as a link or a file, looks at, and takes in or not."""
