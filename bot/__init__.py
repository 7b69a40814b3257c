"""A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week."""
