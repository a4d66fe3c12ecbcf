"""`make screenshots`: every page of the portal as pictures, from a sandbox with tickets in every state.

`CONTROLS` names a file with control profiles, as for `make demo`; `ONLY` the pictures to take, such as "home tickets".
Needs a Chromium, see `chromium.py`.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.launcher import Ports, Sandbox, SandboxConfig
from tests.e2e.program import Program
from tests.portal.chromium import FLAGS, chromium
from tests.portal.consent import answer, enter_client, leave_for_servicenow
from tests.portal.history import make_history
from tests.portal.scene import Scene, set_scene, share_as
from tests.portal.visit import Visit

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
APPEARANCES = ("light", "dark")
COLORS = 256
BYTES_MAX = 150_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One page. `press` are patterns of what to press on it: buttons, menu items, boxes that are not yet checked."""

    name: str
    path: str
    role: str | None = "admin"
    press: tuple[str, ...] = ()


BULK = (*["^Select (?!all)"] * 3, "^Share 3 selected", "^ServiceNow$")
BEFORE = (
    Shot("signed-out", "/", role=None),
    Shot("home-not-connected", "/"),
    Shot("setup", "/setup"),
    Shot("setup-client", "/setup/client"),
)
"""What is there before the app is connected."""
BEGUN = (
    Shot("provisioning", "/ticketProvisioning"),
    Shot("setup-authorize", "/setup/authorize"),
    Shot("consent-failed", "/api/connection/callback?state=unknown&code=unknown"),
)
"""Once the instance and its client are entered."""
DOUBTFUL = (Shot("setup-confirm", "/setup/confirm"),)
"""When an administrator gave the consent."""


def connected(scene: Scene) -> tuple[Shot, ...]:
    """What is there once tickets were shared."""
    return (
        Shot("home", "/"),
        Shot("actions", "/actions"),
        Shot("action", f"/actions/{scene.free_action}"),
        Shot("share", f"/actions/{scene.free_action}?share=servicenow"),
        Shot("bulk", "/actions?ticket=without&category=Data", press=BULK),
        Shot("tickets", "/tickets"),
        Shot("tickets-failed", "/tickets?delivery=failed", press=("Select all of them",)),
        Shot("ticket", f"/tickets/{scene.followed}"),
        Shot("ticket-failed", f"/tickets/{scene.failed}"),
        Shot("configuration", "/configuration"),
        Shot("setup-checks", "/setup/checks"),
        Shot("setup-done", "/setup/done"),
    )


class Camera:
    """A browser whose people sign in once."""

    def __init__(self, browser: Browser, app: str) -> None:
        self._browser = browser
        self._app = app
        self._sessions: dict[str, Any] = {}

    def take(self, shot: Shot) -> Iterator[Path]:
        """The pictures of one page, in each appearance and size."""
        for appearance in APPEARANCES:
            for device, (width, height) in SIZES.items():
                visit = self.visit(shot.role, appearance=appearance, width=width, height=height)
                visit.page.goto(visit.url + shot.path)
                ready(visit)
                for name in shot.press:
                    press(visit, re.compile(name))
                ready(visit)
                path = FOLDER / f"{shot.name}-{appearance}-{device}.png"
                path.write_bytes(small(visit.page.screenshot(animations="disabled", caret="hide")))
                visit.page.context.close()
                yield path

    def visit(self, role: str | None, *, appearance: str = "light", width: int = 1280, height: int = 900) -> Visit:
        """A tab of the portal for somebody with this role."""
        context = self._browser.new_context(
            storage_state=self._session(role) if role else None,
            ignore_https_errors=True,
            locale="en-US",
            timezone_id="Europe/Paris",
            color_scheme="dark" if appearance == "dark" else "light",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        return Visit(context.new_page(), self._app)

    def _session(self, role: str) -> Any:
        if role not in self._sessions:
            visit = self.visit(None).open().sign_in(f"{role}@sandbox.example")
            self._sessions[role] = visit.page.context.storage_state()
            visit.page.context.close()
        return self._sessions[role]


def press(visit: Visit, name: re.Pattern[str]) -> None:
    """Press the first with this name."""
    page = visit.page
    button, item = page.get_by_role("button", name=name), page.get_by_role("menuitem", name=name)
    button.or_(item).or_(page.get_by_role("checkbox", name=name, checked=False)).first.click(force=True)


def ready(visit: Visit) -> None:
    """Wait until everything that the page asks for is there."""
    expect(visit.page.get_by_role("heading").first).to_be_visible()
    visit.settle()


def small(png: bytes) -> bytes:
    """The picture with a palette: pages have few colours."""
    packed = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    picture.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def story(camera: Camera, program: Program, sandbox: Sandbox) -> Iterator[Shot]:
    """The pages in the order in which a tenant meets them; each is to be taken before the next is asked for."""
    yield from BEFORE
    admin = camera.visit("admin").open("/setup/client").page
    enter_client(admin, program)
    yield from BEGUN
    leave_for_servicenow(admin)
    answer(admin, program.endpoints["personal_user"])
    yield from DOUBTFUL
    gone = program.send("DELETE", "/api/connection")  # With the tokens of that user.
    assert gone.ok, gone.text
    program.connect()
    sharer = camera.visit("sharer").open("/tickets")
    scene = set_scene(program, lambda drafts: share_as(sharer, drafts))
    make_history(sandbox.storage)
    yield from connected(scene)


def main() -> int:
    """Takes the pictures; 1 when one is too large."""
    only = os.environ.get("ONLY", "").split()
    controls = Path(os.environ["CONTROLS"]).resolve() if os.environ.get("CONTROLS") else None
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        config = SandboxConfig(Path(folder), Ports.from_environ({}, free=True), controls=controls)
        with Sandbox(config) as sandbox:
            path = chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            camera = Camera(browser, sandbox.addresses.app)
            program = Program(sandbox.endpoints_file)
            taken = [
                path
                for shot in story(camera, program, sandbox)
                if not only or shot.name in only
                for path in camera.take(shot)
            ]
            browser.close()
    large = [path.name for path in taken if path.stat().st_size > BYTES_MAX]
    print(f"{len(taken)} pictures in {FOLDER}")
    if large:
        print(f"larger than {BYTES_MAX} bytes: {', '.join(large)}", file=sys.stderr)
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
