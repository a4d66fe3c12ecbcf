"""Where a browser may be sent back to: a page of this site, and nowhere else."""

from __future__ import annotations

import re

HOME = "/"
_LENGTH_MAX = 512
"""Characters: with the sign-in under way it must fit into one cookie of 4 KiB."""

# Visible ASCII without a backslash: browsers read "\" as "/" and drop control characters, so that "/\t/host" is a host.
_PATH = re.compile(r"/(?!/)[\x21-\x5b\x5d-\x7e]*")
_PROGRAMS = "/api/"


def return_path(text: str) -> str:
    """
    This text when it is the address of a page here, such as "/tickets?kind=incident#newest"; else the home page.

    Refused are other sites in every disguise, paths with an empty segment (a browser may read one as a host), and the
    addresses of programs, among which a sign-in would lead to a sign-in.
    """
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    fits = len(text) <= _LENGTH_MAX and _PATH.fullmatch(text) is not None
    return text if fits and "//" not in path and not path.casefold().startswith(_PROGRAMS) else HOME
