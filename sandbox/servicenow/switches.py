"""Behaviour that differs between releases, between instances, or is not documented: one switch each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass
class Switches:
    """
    What this instance does where instances differ. In JSON the names are camelCase. Words in brackets are the choices.

    OAuth:
        state_required: an authorise request without (or with an unusable) `state` is an error page.
        unregistered_redirect: go to the entity's `first` URL, or show an `error` page.
        deny_redirect: Deny sends `error=access_denied` to the client; else no redirect comes.
        code_lifetime_s: seconds until a code expires.
        token_parameters_in_query: the token endpoint also reads its query string.
        basic_client_auth: the token endpoint also reads client id and secret from a Basic header.
        token_errors: `server_error` (401 access_denied for every cause), or `standard` (RFC 6749's words).
        early_refresh: a refresh while the access token lives gives a `new` or the `same` one.
        rotate_refresh_token: a refresh ends the refresh token it used and gives another.
        refresh_omits_refresh_token: the refresh answer leaves `refresh_token` out.
        client_credentials: the client-credentials grant is enabled.
        revoke_token_endpoint, revoke_endpoint: `/oauth_revoke_token.do` and `/oauth_revoke.do` exist.
        revoke_status: what both answer when they did their work.

    REST access:
        basic_auth_restricted: Basic needs a web-service-only user or the role `snc_basic_auth_api_access`.
        api_access_policy: `open`, `unauthenticated` (401), `forbidden` (403), `deny_writes` (403 on writes).
        unreadable_tables: a list of a table the user may not read is `forbidden` (403) or `empty`.
        properties_readable, roles_readable, journals_readable: those tables are open to everyone who is logged in.
        max_url_length: a longer path and query answers 414 HTML.
        queue_timeout_ms: a request that waited so long for a semaphore answers 500; 0: never.

    Queries:
        invalid_query: an invalid condition is `drop`ped, gives `no_rows`, or is `forbidden` (403).
        deny_range_queries: range operators and sorting are refused (403) to everyone but admins.
        or_binding: `^OR` binds to the `previous` condition, or to the `whole` text before it.
        caret_escape: `^^` inside a value is one `^`.
        unordered: without ORDERBY rows come in order of `insertion`, or `scattered`.
        zero_limit: `sysparm_limit=0` is `empty` or the `default`.
        trailing_error_after: a list longer than this is cut there and ends in an `error` object, status 200; -1: never.

    Labels:
        child_choices: a child table's choices `replace` its parent's, or are `merge`d with them.
        missing_translation: a value without a label in the user's language shows `english`, or the bare `value`.

    Writes:
        settle_ms: so long a new record cannot be read yet, as on another node of the instance.
        ignore_client_sys_id: a `sys_id` in a POST body is ignored.
        duplicate_status: status of a POST whose sys_id exists.
        long_text: too long text is cut (`truncate`) or refused (`error`, 403).
        no_op_updates_touch: an update that changes nothing still bumps the stamp and the count.
        close_without_role: closing an incident without `itil_admin` is `forbidden` (403) or `ignored`.
        hold_reason_policy: an incident on hold needs `hold_reason`, and a comment when it awaits the caller.
        change_insert_state: a change inserted in another state than New lands in New (`reset`) or is `refused`.
        refuse_change_state: every write of a change's `state` over REST is refused.

    Batch:
        batch_serviced_items: only so many items are serviced, the rest come back unserviced; 0: all.
        batch_unserviced_execute: unserviced items are executed nevertheless.
        batch_reverse_order: answers come in the reverse order.
        batch_counts_items: every item, not the batch, counts for rate limits.
    """

    state_required: bool = True
    unregistered_redirect: str = "first"
    deny_redirect: bool = True
    code_lifetime_s: int = 600
    token_parameters_in_query: bool = False
    basic_client_auth: bool = True
    token_errors: str = "server_error"
    early_refresh: str = "new"
    rotate_refresh_token: bool = False
    refresh_omits_refresh_token: bool = False
    client_credentials: bool = False
    revoke_token_endpoint: bool = True
    revoke_endpoint: bool = True
    revoke_status: int = 200

    basic_auth_restricted: bool = False
    api_access_policy: str = "open"
    unreadable_tables: str = "forbidden"
    properties_readable: bool = False
    roles_readable: bool = False
    journals_readable: bool = True
    max_url_length: int = 8192
    queue_timeout_ms: int = 0

    invalid_query: str = "drop"
    deny_range_queries: bool = False
    or_binding: str = "previous"
    caret_escape: bool = True
    unordered: str = "insertion"
    zero_limit: str = "empty"
    trailing_error_after: int = -1

    child_choices: str = "replace"
    missing_translation: str = "english"

    settle_ms: int = 0
    ignore_client_sys_id: bool = False
    duplicate_status: int = 403
    long_text: str = "truncate"
    no_op_updates_touch: bool = False
    close_without_role: str = "forbidden"
    hold_reason_policy: bool = True
    change_insert_state: str = "reset"
    refuse_change_state: bool = False

    batch_serviced_items: int = 0
    batch_unserviced_execute: bool = False
    batch_reverse_order: bool = False
    batch_counts_items: bool = False

    def to_json(self) -> dict[str, Any]:
        """All switches, camelCase."""
        return {_camel(item.name): getattr(self, item.name) for item in fields(self)}

    def apply(self, values: dict[str, Any]) -> None:
        """Set switches by camelCase name, all or none. Raises ValueError naming the first that does not fit."""
        names = {_camel(item.name): item.name for item in fields(self)}
        for key, value in values.items():
            if key not in names:
                raise ValueError(f"no such switch: {key}")
            current = getattr(self, names[key])
            if type(value) is not type(current):
                raise ValueError(f"{key} takes a {type(current).__name__}")
            if isinstance(current, str) and value not in CHOICES[names[key]]:
                raise ValueError(f"{key} is one of {', '.join(CHOICES[names[key]])}")
        for key, value in values.items():
            setattr(self, names[key], value)


CHOICES: dict[str, tuple[str, ...]] = {
    "unregistered_redirect": ("first", "error"),
    "token_errors": ("server_error", "standard"),
    "early_refresh": ("new", "same"),
    "api_access_policy": ("open", "unauthenticated", "forbidden", "deny_writes"),
    "unreadable_tables": ("forbidden", "empty"),
    "invalid_query": ("drop", "no_rows", "forbidden"),
    "or_binding": ("previous", "whole"),
    "unordered": ("insertion", "scattered"),
    "child_choices": ("replace", "merge"),
    "missing_translation": ("english", "value"),
    "zero_limit": ("empty", "default"),
    "long_text": ("truncate", "error"),
    "close_without_role": ("forbidden", "ignored"),
    "change_insert_state": ("reset", "refused"),
}
"""The words each switch of words accepts."""


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
