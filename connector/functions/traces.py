"""Where the host says that an invocation belongs."""

from __future__ import annotations

import azure.functions as func


def traceparent_of(context: func.Context) -> str:
    """The host's span for this invocation in the W3C's form, "" when it gives none."""
    return str(context.trace_context.trace_parent or "")
