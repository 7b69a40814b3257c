"""Lets people try the bot: in the browser with local-slack, or in the terminal, which is a platform of its own.

Both run on a clock that can be moved forward, so that a week passes when a key is pressed.
"""
