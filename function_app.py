"""Registers the functions; nothing else."""

import azure.functions as func

from connector.functions import actions, auth, connection, docs, health, portal, summary, tickets, timers, worker

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for module in (auth, connection, actions, tickets, summary, health, docs, portal, worker, timers):
    app.register_functions(module.bp)
