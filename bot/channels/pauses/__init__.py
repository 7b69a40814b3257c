"""A lead pauses a channel, at once or later, sees what that does, and undoes it."""
