"""When something comes in a channel: rhythms, closed days, and what is to come."""
