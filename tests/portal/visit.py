"""One visit of the portal in a browser: what a person does, and what must never happen meanwhile."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, expect

AXE = Path(__file__).resolve().parents[2] / "portal" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Tabster, which keeps the focus within a dialog, guards its ends with elements that pass the focus on at once.
_RUN_AXE = "rules => axe.run({exclude: ['[data-tabster-dummy]']}, {runOnly: rules})"
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)  # As long as the pages' own: a busy machine is not a failure.
_EXPECTED = "Failed to load resource"
"""A browser reports each refused request as an error, also those that the page handles."""


@dataclass
class Visit:
    """A browser tab on the portal. `troubles` are script errors and breaches of the policy, of which there are none."""

    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))

    def open(self, path: str = "/") -> Visit:
        """Go to an address of the portal and wait for its page, or for the panel that lies over it."""
        self.page.goto(self.url + path)
        page, panel = self.page.get_by_role("heading", level=1), self.page.get_by_role("dialog")
        expect(page.or_(panel).first).to_be_visible()
        return self

    def sign_in(self, name: str) -> Visit:
        """From the signed-out page through Entra's, as the user whose user name this is."""
        self.page.get_by_role("main").get_by_role("link").click()
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(f"{self.url}/**")
        expect(self.page.get_by_role("navigation").first).to_be_attached()
        return self

    def settle(self) -> Visit:
        """Wait until the page asks for nothing more and shows no skeleton."""
        self.page.wait_for_load_state("networkidle")
        expect(self.page.get_by_role("progressbar")).to_have_count(0)
        return self

    def require_accessible(self) -> None:
        """No violation of the accessibility rules that axe can see."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(_RUN_AXE, RULES)
        assert found["violations"] == [], json.dumps(_brief(found["violations"]), indent=1, ensure_ascii=False)

    def require_no_trouble(self) -> None:
        """No script error, no breach of the content security policy."""
        assert not self.troubles, "\n".join(self.troubles)

    def forgive(self, expected: re.Pattern[str]) -> None:
        """Forget the troubles that a test provoked."""
        self.troubles = [each for each in self.troubles if not expected.search(each)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            self.troubles.append(f"console: {message.text}")


def _brief(violations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"rule": each["id"], "help": each["help"], "at": [[n["target"], n["failureSummary"]] for n in each["nodes"]]}
        for each in violations
    ]
