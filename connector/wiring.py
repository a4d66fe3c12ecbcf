"""Adapters built from settings: the one place that knows them all."""

from __future__ import annotations

import random
from datetime import timedelta

from azure.identity import AzureCliCredential, ManagedIdentityCredential

from connector.adapters import library_logs
from connector.adapters.clock import SystemClock
from connector.adapters.entra import SERVICE as ENTRA
from connector.adapters.entra.app import EntraApp
from connector.adapters.graph import GraphScores
from connector.adapters.html_text import html_to_text
from connector.adapters.http import HttpClient
from connector.adapters.kept_scores import KeptScores
from connector.adapters.keyvault import KeyVault
from connector.adapters.queue import StorageQueue
from connector.adapters.sealing import FernetSealer
from connector.adapters.servicenow.desks import ServiceNowDesks
from connector.adapters.servicenow.oauth import ServiceNowOAuth
from connector.adapters.storage import StorageAccount
from connector.adapters.tables.archive import TABLES, TableArchive
from connector.adapters.tables.checklists import ChecklistTable
from connector.adapters.tables.connections import ConnectionTable
from connector.adapters.tables.defaults import DefaultsTable
from connector.adapters.tables.events import EventTable
from connector.adapters.tables.leases import LeaseTable
from connector.adapters.tables.pushes import PushTable
from connector.adapters.tables.state_names import StateNameTable
from connector.adapters.tables.throttles import ThrottleTable
from connector.adapters.tables.tickets import TicketTable
from connector.adapters.telemetry.meter import OpenTelemetryMeter
from connector.application.container import Container, Policy
from connector.ports.servicenow import SERVICE
from connector.settings import Settings

_CLI_TIMEOUT_S = 30
_ENTRA_READ_TIMEOUT_S = 15
"""Every request with a bearer token, and every sign-in, waits for it."""


def wire(settings: Settings) -> Container:
    """
    A container of real adapters; nothing is sent yet.

    Azure is asked as the app where the platform offers its identity, else as whoever signed in with the Azure CLI.
    """
    library_logs.quiet()
    clock = SystemClock()
    identity = ManagedIdentityCredential(client_id=settings.identity_client_id) if settings.has_identity else None
    credential = identity or AzureCliCredential(tenant_id=settings.tenant_id, process_timeout=_CLI_TIMEOUT_S)
    account = StorageAccount(
        settings.queue_uri, settings.table_uri, credential, connection_string=settings.storage_connection_string
    )
    entra = EntraApp(
        authority=settings.authority,
        tenant_id=settings.tenant_id,
        client_id=settings.client_id,
        exchange_audience=settings.token_exchange_audience,
        identity=identity,
        http=HttpClient(ENTRA, read_timeout_s=_ENTRA_READ_TIMEOUT_S),
        clock=clock,
    )
    graph = GraphScores(
        settings.graph_url,
        lambda: entra.app_token(f"{settings.graph_url}/.default"),
        HttpClient("Microsoft Graph"),
    )
    vault = KeyVault(settings.key_vault_url, credential)
    servicenow = HttpClient(SERVICE)
    oauth = ServiceNowOAuth(servicenow, clock)
    return Container(
        policy=_policy(settings),
        clock=clock,
        tickets=TicketTable(account.table("tickets")),
        connections=ConnectionTable(account.table("connections")),
        state_names=StateNameTable(account.table("connections")),
        checklists=ChecklistTable(account.table("connections")),
        defaults=DefaultsTable(account.table("connections")),
        throttles=ThrottleTable(account.table("connections")),
        pushes=PushTable(account.table("connections")),
        events=EventTable(account.table("events"), clock),
        jobs=StorageQueue(account, clock),
        secrets=vault,
        scores=KeptScores(graph, clock),
        desks=ServiceNowDesks(vault, oauth, servicenow, clock, LeaseTable(account.table("connections"), clock)),
        oauth=oauth,
        identity=entra,
        sealer=FernetSealer(vault, clock),
        archive=TableArchive({name: account.table(name) for name in TABLES}),
        html_to_text=html_to_text,
        jitter=random.random,
        meter=OpenTelemetryMeter(),
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        public_url=settings.public_url,
        tenant_id=settings.tenant_id,
        allowed_instances=settings.servicenow_allowed_hosts,
        claim_lease=timedelta(seconds=settings.claim_lease_s),
        sweep_after=timedelta(seconds=settings.sweep_after_s),
        renewal_margin=timedelta(seconds=settings.renewal_margin_s),
        sync_overlap=timedelta(seconds=settings.sync_overlap_s),
        reconcile_every=timedelta(seconds=settings.reconcile_every_s),
        keep_tickets=_days(settings.keep_tickets_days),
        keep_events=_days(settings.keep_events_days),
    )


def _days(number: int | None) -> timedelta | None:
    return timedelta(days=number) if number else None
