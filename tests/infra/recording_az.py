"""A stand-in for `az` on the PATH: writes down each command and answers by the first pattern that matches it.

AZ_ANSWERS names a JSON file, [[pattern, answer], ...]; a null answer is a failure. AZ_COMMANDS names the record.
"""

import json
import os
import re
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Answer one command."""
    with Path(os.environ["AZ_COMMANDS"]).open("a", encoding="utf-8") as record:
        record.write(json.dumps(arguments) + "\n")
    for pattern, answer in json.loads(Path(os.environ["AZ_ANSWERS"]).read_text(encoding="utf-8")):
        if re.search(pattern, " ".join(arguments)):
            if answer is None:
                return 1
            sys.stdout.write(f"{answer}\n" if answer else "")
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
