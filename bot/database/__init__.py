"""The database: how it is opened, what tables there are, and how it is moved, backed up and emptied for good."""
