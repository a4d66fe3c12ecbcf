"""The root of the site."""

from __future__ import annotations

import azure.functions as func

from connector.functions.endpoint import Request, endpoint
from connector.functions.replies import Reply, redirect

bp = func.Blueprint()


@endpoint(bp, "GET", "", role=None, status=302)
def get_root(_: Request) -> Reply:
    """To what a browser can read here."""
    return redirect("/api/docs")
