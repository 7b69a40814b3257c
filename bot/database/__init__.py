"""The database: how it is opened, its tables, and how it is moved, backed up and purged."""
