"""The portal in a browser: what a first visit loads, when something is seen, how 500 actions scroll."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.measure import Figure
from sandbox.chaos.controls import write_controls
from sandbox.launcher import Ports, Sandbox, SandboxConfig
from sandbox.microsoft.catalogue import CATEGORIES
from tests.portal.chromium import FLAGS, chromium
from tests.portal.visit import Visit

ROWS = 500
_USER = "reader@sandbox.example"
_ROUNDS = 5
_SLOWED = 4
"""How many times slower than this machine's the processor is made."""
_SCRIPT_KB_AT_MOST = 250
_PAINT_MS_AT_MOST = 1000
_GROWTH_AT_MOST = 1.3
_TIMEOUT_S = 30
_FRAMES = 120
_STEP_PX = 90

_SCRIPTS = """() => performance.getEntriesByType('resource').map(entry => entry.name)
    .filter(name => new URL(name).pathname.endsWith('.js'))"""
_PAINTED_AT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
_SCROLL = """([frames, step]) => new Promise(resolve => {
    const times = [];
    const next = now => {
        times.push(now);
        if (times.length > frames) {
            resolve(times.slice(1).map((time, index) => time - times[index]));
            return;
        }
        const turns = Math.floor(times.length * step / (document.documentElement.scrollHeight - innerHeight)) % 2;
        scrollBy({top: turns ? -step : step, behavior: 'instant'});
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
})"""


def figures() -> Iterator[Figure]:
    """Script of the first load, first paint on a slowed processor, frames while scrolling few and many rows."""
    with _portal() as (browser, url):
        signed_in = _sign_in(browser, url)
        loads = [_first_load(browser, url, signed_in) for _ in range(_ROUNDS)]
        script_kb = statistics.median(kb for kb, _ in loads)
        yield Figure("compressed script of the first load, Brotli", script_kb, "KB", at_most=_SCRIPT_KB_AT_MOST)
        painted_ms = statistics.median(ms for _, ms in loads)
        name = f"first contentful paint, processor slowed {_SLOWED} times"
        yield Figure(name, painted_ms, "ms", at_most=_PAINT_MS_AT_MOST)
        few, many = _frames(browser, url, signed_in)
        yield Figure(f"median frame while scrolling {ROWS} actions", statistics.median(many), "ms")
        name = f"median frame while scrolling, {ROWS} actions / {ROWS // len(CATEGORIES)}"
        yield Figure(name, statistics.median(many) / statistics.median(few), "ratio", at_most=_GROWTH_AT_MOST)


@contextmanager
def _portal() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of an app that knows so many improvement actions."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        controls = write_controls(Path(folder) / "controls.json", ROWS)
        with Sandbox(
            SandboxConfig(Path(folder) / "run", Ports.from_environ({}, free=True), controls=controls)
        ) as running:
            path = chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            try:
                yield browser, running.addresses.app
            finally:
                browser.close()


def _sign_in(browser: Browser, url: str) -> Any:
    """The cookies of somebody who may look."""
    with _tab(browser) as page:
        Visit(page, url).open().sign_in(_USER)
        return page.context.storage_state()


def _first_load(browser: Browser, url: str, signed_in: Any) -> tuple[float, float]:
    """
    Kilobytes of script and milliseconds until something is seen, with nothing in the browser's cache.

    Over plain HTTP a browser asks for no Brotli, so that the scripts are asked for again as it does over TLS.
    """
    with _tab(browser, signed_in) as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWED})
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return sum(map(_size_of, set(page.evaluate(_SCRIPTS)))) / 1000, page.evaluate(_PAINTED_AT)


def _size_of(script: str) -> int:
    with requests.get(script, headers={"Accept-Encoding": "br"}, stream=True, timeout=_TIMEOUT_S) as response:
        response.raise_for_status()
        return int(response.headers["Content-Length"])


def _frames(browser: Browser, url: str, signed_in: Any) -> tuple[Sequence[float], Sequence[float]]:
    """Milliseconds of each frame while scrolling some actions, and all of them; by turns."""
    few: list[float] = []
    many: list[float] = []
    for _ in range(_ROUNDS):
        for query, frames in (("?category=Data", few), ("", many)):
            with _tab(browser, signed_in) as page:
                Visit(page, url).open(f"/actions{query}").settle()
                frames += page.evaluate(_SCROLL, [_FRAMES, _STEP_PX])
    return few, many


@contextmanager
def _tab(browser: Browser, signed_in: Any = None) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        storage_state=signed_in, ignore_https_errors=True, locale="en-US", viewport={"width": 1280, "height": 900}
    )
    try:
        yield context.new_page()
    finally:
        context.close()
