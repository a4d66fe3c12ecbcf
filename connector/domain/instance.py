"""The address of a ServiceNow instance, from what a person types."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from connector.errors import InvalidRequestError

_SERVICENOW_DOMAIN = ".service-now.com"
_INSTANCE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def parse_instance(text: str, *, allowed_origins: Collection[str] = ()) -> str:
    """
    The origin of an instance, from what a person types.

    Accepts `acme`, `acme.service-now.com`, `https://acme.service-now.com/` and the origins (or host:port) that the
    setting SERVICENOW_ALLOWED_HOSTS adds. Everything else is refused: another host, a port, a path, user info, an IP
    address, look-alike hosts, letters outside ASCII.

    Raises:
        InvalidRequestError: naming the field `instance`.
    """
    value = text.strip(" \t\r\n")
    if allowed := _allowed_origin(value, allowed_origins):
        return allowed
    name = value.lower()
    if "://" in name:
        if not name.startswith("https://"):
            raise InvalidRequestError({"instance": "not_an_instance"})
        name = name.removeprefix("https://").removesuffix("/")
    name = name.removesuffix(_SERVICENOW_DOMAIN)
    if not value.isascii() or _is_ip_address(name) or not _INSTANCE_NAME.fullmatch(name):
        raise InvalidRequestError({"instance": "not_an_instance"})
    return f"https://{name}{_SERVICENOW_DOMAIN}"


def _allowed_origin(value: str, allowed_origins: Collection[str]) -> str | None:
    wanted = value.lower().removesuffix("/")
    for entry in allowed_origins:
        origin = entry.lower().removesuffix("/")
        if "://" not in origin:
            origin = f"https://{origin}"
        if wanted in (origin, urlsplit(origin).netloc):
            return origin
    return None


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.isdigit() or host.startswith("0x")
    return True
