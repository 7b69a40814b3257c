"""A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week."""

import os
import time
from pathlib import Path

# What stands here happens before anything else of the bot is imported.
try:
    Path.home()
except RuntimeError:  # no HOME, and no entry in passwd
    # Slack's SDK asks for it as soon as it is imported (seen, not documented). Docker gives such a user the same one.
    os.environ["HOME"] = "/"

# Every channel has a zone of its own, and nothing goes by this machine's: Babel reads that when it is imported, and
# stumbles over one that is none (seen, not documented).
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
