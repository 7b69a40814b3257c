"""A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week."""

import os
import time
from pathlib import Path

# This runs before any other module of the bot is imported.
try:
    Path.home()
except RuntimeError:  # no HOME and no entry in passwd
    # slack_sdk needs a home directory as soon as it is imported (seen, not documented). Docker gives such a user the
    # same one.
    os.environ["HOME"] = "/"

# Every channel has its own time zone, and nothing depends on this machine's: Babel reads that when it is imported,
# and fails on an invalid one (seen, not documented).
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
