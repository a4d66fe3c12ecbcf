"""What clients get: JSON in camelCase, times in RFC 3339 UTC."""

from connector.functions.views.actions import ActionPageView, ActionView, DraftSetView, DraftView
from connector.functions.views.base import ErrorView, View
from connector.functions.views.connection import (
    AuthorizationView,
    CallerView,
    ConnectionView,
    EventPageView,
    EventView,
    SignedOutView,
    WholeConnectionView,
)
from connector.functions.views.score import ScoreView
from connector.functions.views.summary import SummaryView
from connector.functions.views.tickets import (
    BulkView,
    FailureView,
    PreviewView,
    SharerView,
    TicketLookupView,
    TicketPageView,
    TicketView,
    WholeTicketView,
)

__all__ = [
    "ActionPageView",
    "ActionView",
    "AuthorizationView",
    "BulkView",
    "CallerView",
    "ConnectionView",
    "DraftSetView",
    "DraftView",
    "ErrorView",
    "EventPageView",
    "EventView",
    "FailureView",
    "PreviewView",
    "ScoreView",
    "SharerView",
    "SignedOutView",
    "SummaryView",
    "TicketLookupView",
    "TicketPageView",
    "TicketView",
    "View",
    "WholeConnectionView",
    "WholeTicketView",
]
