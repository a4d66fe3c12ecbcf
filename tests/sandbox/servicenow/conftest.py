"""One instance for all tests of the ServiceNow simulator, set back before each."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox import seed
from sandbox.server import BackgroundServer
from sandbox.servicenow import ServiceNow
from sandbox.tls import make_certificates

REDIRECT = "http://localhost:7071/api/connection/callback"
SECOND_REDIRECT = "http://localhost:7072/api/connection/callback"
PASSWORDS = {user.name: user.password for user in seed.SERVICENOW_USERS}
_INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


class Desk:
    """An instance as tests use it: REST as some user, control paths, and a browser."""

    redirect = REDIRECT
    second_redirect = SECOND_REDIRECT
    integration = seed.INTEGRATION_USER
    admin = seed.PERSONAL_USER
    agent = seed.AGENT_USER
    caller = seed.SHARER_IN_SERVICENOW

    def __init__(self, server):
        self.url = server.plain_url
        self.secure_url = server.url

    def api(self, method, path, user="secure.score.integration", **more):
        """A REST request with Basic authentication, without cookies."""
        return requests.request(method, f"{self.url}{path}", auth=(user, PASSWORDS[user]), timeout=10, **more)

    def control(self, method, path, json=None):
        """A control request; the answer's JSON."""
        answer = requests.request(method, f"{self.url}/_sandbox/{path}", json=json, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def switch(self, **switches):
        """Set switches."""
        return self.control("POST", "switches", switches)

    def create(self, table="incident", user="secure.score.integration", **fields):
        """A new record's raw fields."""
        answer = self.api("POST", f"/api/now/table/{table}?sysparm_exclude_reference_link=true", user, json=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()["result"]

    def rows(self, query, table="incident", user="secure.score.integration", **params):
        """The rows of a list."""
        params = {"sysparm_query": query, **params}
        answer = self.api("GET", f"/api/now/table/{table}", user, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def log_in(self, browser, page, user="secure.score.integration"):
        """Fill in the login form that a page shows."""
        form = self.form(page) | {"user_name": user, "user_password": PASSWORDS[user], "sys_action": "sysverb_login"}
        return browser.post(f"{self.url}/login.do", data=form, timeout=10)

    def form(self, page):
        """The hidden inputs of a page."""
        return {html.unescape(name): html.unescape(value) for name, value in _INPUT.findall(page.text)}

    def authorize_query(self, **more):
        """A sound authorise request."""
        query = {"response_type": "code", "client_id": seed.SERVICENOW_CLIENT_ID}
        return query | {"redirect_uri": REDIRECT, "state": "a1B2c3"} | more

    def authorize(self, browser=None, user="secure.score.integration", press="authorize", **more):
        """Log in, press a button of the consent page; the answer, unfollowed."""
        browser = browser or requests.Session()
        page = browser.get(f"{self.url}/oauth_auth.do", params=self.authorize_query(**more), timeout=10)
        page = self.log_in(browser, page, user) if "sysverb_login" in page.text else page
        form = self.form(page) | {"oauth_auth_check_action": press}
        return browser.post(f"{self.url}/oauth_auth.do", data=form, allow_redirects=False, timeout=10)

    def code(self, **more):
        """A fresh authorisation code."""
        return parse_qs(urlsplit(self.authorize(**more).headers["Location"]).query)["code"][0]

    def token(self, **form):
        """The answer of the token endpoint; `client_id` and `client_secret` are filled in."""
        client = {"client_id": seed.SERVICENOW_CLIENT_ID, "client_secret": seed.SERVICENOW_CLIENT_SECRET}
        return requests.post(f"{self.url}/oauth_token.do", data=client | form, timeout=10)

    def exchange(self, code, **more):
        """Change a code for tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT} | more
        return self.token(**form)

    def bearer(self, token):
        """The status of a request with this access token."""
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}/api/now/table/incident?sysparm_limit=1"
        return requests.get(url, headers=headers, timeout=10).status_code


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """The certificate authority that clients insisting on TLS trust."""
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def _server(certificates):
    simulator = ServiceNow(redirect_uris=[REDIRECT, SECOND_REDIRECT])
    with BackgroundServer(simulator, tls=str(certificates.server), also_plain=True) as server:
        yield server


@pytest.fixture
def desk(_server):
    """The instance, as it is at start."""
    requests.post(f"{_server.plain_url}/_sandbox/reset", timeout=10).raise_for_status()
    return Desk(_server)
