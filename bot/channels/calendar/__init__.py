"""When something comes in a channel: rhythms, closed days and the forecast."""
