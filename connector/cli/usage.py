"""What all operator commands share."""

from __future__ import annotations

import argparse

from connector.functions import messages

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]

ENGLISH = messages.LANGUAGES[0]
"""The language of the commands."""
WRONG_USAGE = 2
"""Exit status."""
