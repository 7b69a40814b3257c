"""The bot to try out: in the browser with local-slack, or in the terminal alone, which is a platform of its own.

Both live by a clock that can be moved on, so that a week passes at the press of a key.
"""
