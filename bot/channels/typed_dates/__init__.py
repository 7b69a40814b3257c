"""Days and periods as people type them: one grammar for every place where a date is typed."""
