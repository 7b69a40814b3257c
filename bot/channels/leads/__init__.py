"""Who may do what with a channel, and what leads are told."""
