"""A person's browser as far as sign-in and consent need it: redirects, cookies and forms."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

from sandbox.demo.errors import DemoError
from sandbox.demo.known_secrets import KnownSecrets

TIMEOUT_S = 60


class Browser:
    """Opens pages, fills in their forms, follows redirects and keeps cookies. Notes each secret it comes across."""

    def __init__(self, session: requests.Session, secrets: KnownSecrets) -> None:
        self.session = session
        self._secrets = secrets

    def open(self, url: str) -> requests.Response:
        """The page at the end of all redirects. Raises DemoError unless it is a 2xx."""
        return self._arrive(self.session.get(url, timeout=TIMEOUT_S))

    def submit(
        self, page: requests.Response, fields: Mapping[str, str], *, press: str | None = None
    ) -> requests.Response:
        """
        Fill in and send the page's form that has all these fields.

        Args:
            press: The label of the button to press; without it the form's first one, as by the Enter key.

        Raises:
            DemoError: No such form or button, or the page it leads to is not a 2xx.
        """
        form, button = _find_form(page, fields, press)
        values = {str(item["name"]): str(item.get("value", "")) for item in form.select('input[type="hidden"][name]')}
        values.update(fields)
        if button is not None and button.get("name"):
            values[str(button["name"])] = str(button.get("value", ""))
        address = urljoin(page.url, str(form.get("action", "") or page.url))
        if str(form.get("method", "get")).lower() == "post":
            return self._arrive(self.session.post(address, data=values, timeout=TIMEOUT_S))
        return self._arrive(self.session.get(address, params=values, timeout=TIMEOUT_S))

    def _arrive(self, response: requests.Response) -> requests.Response:
        for step in [*response.history, response]:
            self._secrets.add_from(step)
        if not response.ok:
            raise DemoError(f"{_without_query(response.url)} answered {response.status_code}: {page_text(response)}")
        return response


def page_text(page: requests.Response, *, length: int = 300) -> str:
    """What a page says, in one line."""
    words = BeautifulSoup(page.text, "html.parser").get_text(" ").split()
    return " ".join(words)[:length]


def _find_form(page: requests.Response, fields: Mapping[str, str], press: str | None) -> tuple[Tag, Tag | None]:
    for form in BeautifulSoup(page.text, "html.parser").find_all("form"):
        names = {str(item["name"]) for item in form.select("input[name], textarea[name], select[name]")}
        button = _find_button(form, press)
        if set(fields) <= names and (button is not None or press is None):
            return form, button
    wanted = ", ".join([*fields, *([f"button {press}"] if press else [])])
    raise DemoError(f"{_without_query(page.url)} has no form with {wanted}. The page says: {page_text(page)}")


def _find_button(form: Tag, label: str | None) -> Tag | None:
    for button in form.select('button, input[type="submit"]'):
        if label in (None, button.get_text(strip=True), button.get("value")):
            return button
    return None


def _without_query(url: str) -> str:
    return url.partition("?")[0]
