"""What to do about trouble with ServiceNow: each known error text, and the place in the instance that mends it.

Source: ServiceNow REST API reference (HTTP response codes), OAuth and access control; KB1297438, KB1641480.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_REGISTRY = ("System OAuth > Application Registry", "oauth_entity_list.do")
_USERS = ("User Administration > Users", "sys_user_list.do")
_ACCESS = ("System Security > Access Control (ACL)", "sys_security_acl_list.do")
_POLICIES = (
    "System Web Services > API Access Policies > REST API Access Policies",
    "sys_api_access_policy_list.do",
)
_ADDRESSES = ("System Security > IP Address Access Control", "ip_access_list.do")
_RATES = ("System Web Services > REST > Rate Limit Rules", "sys_rate_limit_rules_list.do")
_DATA_POLICIES = ("System Policy > Data Policies", "sys_data_policy2_list.do")
_RULES = ("System Definition > Business Rules", "sys_script_list.do")
_CHOICES = ("System Definition > Choice Lists", "sys_choice_list.do")
_LOG = ("System Logs > System Log > All", "syslog_list.do")
_STATS = ("System Diagnostics > Stats", "stats.do")
_PROPERTIES = ("System Properties > All Properties", "sys_properties_list.do")
_NOWHERE = ("", "")
_REGISTRIES_TABLE = (
    "System Definition > Tables > Application Registries (oauth_entity) > Application Access",
    "sys_db_object_list.do?sysparm_query=name=oauth_entity",
)

_PLACES: dict[str, tuple[str, str]] = {
    # What an error text or a status says.
    "fix_wake_instance": _NOWHERE,
    "fix_page_answered": _NOWHERE,
    "fix_no_answer": _ADDRESSES,
    "fix_ip_filter": _ADDRESSES,
    "fix_cross_scope": _REGISTRIES_TABLE,
    "fix_state_parameter": _NOWHERE,
    "fix_redirect_uri": _REGISTRY,
    "fix_auth_scope": _REGISTRY,
    "fix_oauth_client": _REGISTRY,
    "fix_oauth_instance": _REGISTRY,
    "fix_oauth_catch_all": _REGISTRY,
    "fix_consent_again": ("System OAuth > Manage Tokens", "oauth_credential_list.do"),
    "fix_token_refused": _USERS,
    "fix_api_access": _POLICIES,
    "fix_query_rights": _ACCESS,
    "fix_read_rights": _USERS,
    "fix_write_rights": _USERS,
    "fix_business_rule": _RULES,
    "fix_data_policy": _DATA_POLICIES,
    "fix_duplicate_key": _LOG,
    "fix_table_missing": ("System Definition > Plugins", "v_plugin_list.do"),
    "fix_payload_size": _PROPERTIES,
    "fix_request_form": _NOWHERE,
    "fix_record_hidden": _ACCESS,
    "fix_long_address": _NOWHERE,
    "fix_rate_limit": _RATES,
    "fix_busy": _STATS,
    "fix_cancelled": ("System Definition > Transaction Quotas", "sysrule_quota_list.do"),
    "fix_server_error": _LOG,
    "fix_instance_down": _NOWHERE,
    "fix_unknown": _LOG,
    # What the checklist finds by itself.
    "fix_connect_first": _NOWHERE,
    "fix_check_again": _NOWHERE,
    "fix_release_old": _STATS,
    "fix_release_look": _STATS,
    "fix_client_inactive": _REGISTRY,
    "fix_redirect_look": _REGISTRY,
    "fix_lifetimes_short": _REGISTRY,
    "fix_lifetimes_look": _REGISTRY,
    "fix_consent_soon": _NOWHERE,
    "fix_user_inactive": _USERS,
    "fix_user_look": _USERS,
    "fix_user_web_service_only": _USERS,
    "fix_user_time_zone": _USERS,
    "fix_user_admin": _USERS,
    "fix_user_roles_look": _USERS,
    "fix_user_personal": _NOWHERE,
    "fix_table_empty": _USERS,
    "fix_rows_hidden": _USERS,
    "fix_roles": _USERS,
    "fix_search": _ACCESS,
    "fix_search_ignored": _PROPERTIES,
    "fix_choices": _CHOICES,
    "fix_close_look": _DATA_POLICIES,
    "fix_close_extra": _DATA_POLICIES,
    "fix_clock": _STATS,
    "fix_clock_look": _NOWHERE,
    "fix_rate_low": _RATES,
}

_TEXTS: tuple[tuple[str, str], ...] = (
    (r"hibernat", "fix_wake_instance"),
    (r"has been refused (due to|because of) the table's cross-scope access policy", "fix_cross_scope"),
    (r"ScopeAccessNotGrantedException|access to \S+ not granted", "fix_cross_scope"),
    (r"(missing|invalid) state parameter", "fix_state_parameter"),
    (r"invalid redirect_uri|redirect_uri_mismatch", "fix_redirect_uri"),
    (r"missing required api access scope|invalid_scope", "fix_auth_scope"),
    (r"invalid_client|invalid client_id", "fix_oauth_client"),
    (r"unauthorized_client", "fix_oauth_instance"),
    (r"unsupported_grant_type", "fix_request_form"),
    (r"invalid_grant", "fix_consent_again"),
    (r"access_denied|server_error", "fix_oauth_catch_all"),
    (r"user not authorized|failed api level acl validation", "fix_api_access"),
    (r"user not authenticated", "fix_token_refused"),
    (r"field\(s\) present in the query do not have permission", "fix_query_rights"),
    (r"insufficient rights to query records|no permission to read table", "fix_read_rights"),
    (r"acl exception (insert|update|delete) failed", "fix_write_rights"),
    (r"aborted by business rule", "fix_business_rule"),
    (r"data policy exception", "fix_data_policy"),
    (r"unique key violation", "fix_duplicate_key"),
    (r"invalid table|table \S+ does not exist", "fix_table_missing"),
    (r"rejected large rest payload", "fix_payload_size"),
    (r"does not represent any resource|exception while reading request", "fix_request_form"),
    (r"no record found", "fix_record_hidden"),
    (r"rate limit", "fix_rate_limit"),
    (r"transaction cancelled|breaks off", "fix_cancelled"),
)
"""What a text says counts before its status: the same status stands for many causes. The first that fits counts."""

_STATUSES: dict[int, str] = {
    0: "fix_no_answer",
    200: "fix_page_answered",
    202: "fix_busy",
    400: "fix_request_form",
    401: "fix_token_refused",
    404: "fix_request_form",
    405: "fix_request_form",
    406: "fix_request_form",
    408: "fix_busy",
    414: "fix_long_address",
    415: "fix_request_form",
    429: "fix_busy",
    500: "fix_server_error",
    502: "fix_instance_down",
    503: "fix_instance_down",
    504: "fix_instance_down",
}

_PAGE = re.compile(r"page instead of json|<html|<!doctype", re.IGNORECASE)
_WORDS = tuple((re.compile(pattern, re.IGNORECASE), code) for pattern, code in _TEXTS)


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do: a code with its text in `connector/messages/`, the menu path in ServiceNow, and its page there."""

    code: str
    menu_path: str
    uri: str

    @classmethod
    def of(cls, code: str, *, user_sys_id: str = "") -> Fix:
        """The fix of a code; with a user, the page is that user's record instead of the list of users."""
        menu_path, uri = _PLACES[code]
        if user_sys_id and uri == _USERS[1]:
            uri = f"sys_user.do?sys_id={user_sys_id}"
        return cls(code, menu_path, uri)

    def link(self, instance: str) -> str:
        """The page inside this instance, "" when the fix is elsewhere."""
        return f"{instance}/nav_to.do?uri={quote(self.uri, safe='')}" if self.uri else ""


FIX_CODES = frozenset(_PLACES)
"""Every code there is."""


def recognise(status: int, message: str, detail: str = "") -> str:
    """
    The code of the fix for an answer of ServiceNow, or for the lack of one.

    Args:
        status: HTTP status; 0 without an answer.
        message, detail: as in the error envelope, or `error` and `error_description` of the token endpoint, or words
            of a page.
    """
    text = f"{message}: {detail}"
    for pattern, code in _WORDS:
        if pattern.search(text):
            return code
    if 300 <= status < 400 or (status == 401 and _PAGE.search(text)):
        return "fix_page_answered"
    if status == 403:
        return "fix_ip_filter" if _PAGE.search(text) or not message or "empty answer" in message else "fix_unknown"
    return _STATUSES.get(status, "fix_instance_down" if status > 504 else "fix_unknown")
