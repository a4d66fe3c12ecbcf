"""`python -m connector`: operator commands."""

import sys

from connector.cli import main

sys.exit(main(sys.argv[1:]))
