"""A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week."""

import os
from pathlib import Path

try:
    Path.home()
except RuntimeError:  # no HOME, and no entry in passwd
    # Slack's SDK asks for it as soon as it is imported (seen, not documented). Docker gives such a user the same one.
    os.environ["HOME"] = "/"
