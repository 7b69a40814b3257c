"""The bot in a Slack of its own, to try it out: in the browser with local-slack, or in the terminal alone.

Both run the bot of `app.running` on a clock that can be moved on, so that a week passes at the press of a key.
"""
