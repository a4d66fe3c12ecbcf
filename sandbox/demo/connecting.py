"""A person's way into the app: sign in, then connect it to ServiceNow through the login and consent pages."""

from __future__ import annotations

import time

from sandbox import seed
from sandbox.demo.app_client import AppClient
from sandbox.demo.browser import Browser, page_text
from sandbox.demo.errors import DemoError
from sandbox.launcher import Addresses

CONNECT_S = 30.0


def sign_in(browser: Browser, app: AppClient, addresses: Addresses, user: seed.EntraUser) -> None:
    """By Entra's sign-in page. Raises DemoError when the app does not give the user's roles."""
    page = browser.open(f"{addresses.app}/api/auth/sign-in")
    browser.submit(page, {"login": user.name, "passwd": user.password})
    roles = app.me().get("roles", [])
    if not set(user.roles) <= set(roles):
        raise DemoError(f"signed in, but with the roles {roles} instead of {list(user.roles)}")


def connect(browser: Browser, app: AppClient, addresses: Addresses) -> None:
    """As the administrator who is signed in, with the integration user's consent. Raises DemoError."""
    consent_url = app.begin_connection(addresses.servicenow, seed.SERVICENOW_CLIENT_ID, seed.SERVICENOW_CLIENT_SECRET)
    user = seed.INTEGRATION_USER
    login = browser.open(consent_url)
    consent = browser.submit(login, {"user_name": user.name, "user_password": user.password})
    end = browser.submit(consent, {}, press="Allow")
    deadline = time.monotonic() + CONNECT_S
    while (connection := app.connection())["status"] != "connected":
        if time.monotonic() > deadline:
            raise DemoError(f"not connected after consent: {connection}. The last page says: {page_text(end)}")
        time.sleep(0.5)
