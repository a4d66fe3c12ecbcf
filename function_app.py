"""Registers the functions; nothing else."""

import azure.functions as func

from connector.functions import (
    actions,
    auth,
    checks,
    connection,
    defaults,
    docs,
    events,
    export,
    health,
    portal,
    preparation,
    score,
    state_names,
    summary,
    tickets,
    timers,
    webhooks,
    worker,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for module in (
    auth,
    connection,
    preparation,
    checks,
    state_names,
    defaults,
    webhooks,
    actions,
    score,
    tickets,
    export,
    summary,
    events,
    health,
    docs,
    portal,
    worker,
    timers,
):
    app.register_functions(module.bp)
