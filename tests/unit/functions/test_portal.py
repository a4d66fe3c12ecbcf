"""The portal's files and its page: addresses, caching, compression, policy; and nothing outside its folder."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.functions import portal
from connector.functions.static_files import StaticFiles
from tests.unit.functions.app import Answer, App

PAGE = b"<!doctype html><title>Portal</title>"
SCRIPT = b"console.log('portal');" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build: a page, a hashed script in two encodings, an icon; and a secret beside the folder."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / ".vite").mkdir()
    (site / "index.html").write_bytes(PAGE)
    (site / "favicon.svg").write_bytes(b"<svg/>")
    (site / ".vite" / "manifest.json").write_bytes(b"{}")
    (site / "assets" / "main-3f2a.js").write_bytes(SCRIPT)
    (site / "assets" / "main-3f2a.js.gz").write_bytes(gzip.compress(SCRIPT))
    (site / "assets" / "main-3f2a.js.br").write_bytes(b"brotli")
    (tmp_path / "secret.json").write_bytes(b"{}")
    return site


@pytest.fixture
def built(app: App, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The app with this build."""
    site = StaticFiles(folder)
    monkeypatch.setattr(portal, "site", lambda: site)
    return app


def fetch(app: App, path: str, **headers: str) -> Answer:
    """A browser's request, without any sign-in."""
    return app.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    "path", ["/", "/actions", "/actions/aad.v2", "/tickets/0198", "/setup", "/configuration", "/ticketProvisioning"]
)
def test_every_page_can_be_opened_by_its_address(built: App, path: str) -> None:
    """
    The page is the same; what it shows is decided in the browser. The old provisioning address works too.
    """
    answer = fetch(built, path)

    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_an_unknown_address_is_not_found_and_still_a_page(built: App) -> None:
    """
    A person sees the portal saying so; programs see the status.
    """
    answer = fetch(built, "/nowhere")

    assert (answer.status, answer.body) == (404, PAGE)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/api/nowhere", "/api", "/admin/host/status", "/runtime/webhooks", "/API/x"])
def test_the_portal_leaves_the_addresses_of_others_alone(built: App, path: str) -> None:
    """
    What is under /api but not there, and the host's own addresses, are no business of the portal.
    """
    with pytest.raises(AssertionError, match="no function answers"):
        fetch(built, path)


def test_a_page_whose_name_begins_like_the_api_is_the_portals(built: App) -> None:
    """
    Only whole segments are reserved.
    """
    assert fetch(built, "/apiary").status == 404


def test_hashed_files_are_kept_for_good(built: App) -> None:
    """
    Their names change with their content, so a browser never has to ask again.
    """
    answer = fetch(built, "/assets/main-3f2a.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert fetch(built, "/favicon.svg").headers["cache-control"] == "no-cache"


def test_the_page_is_sent_again_only_when_it_changed(built: App) -> None:
    """
    A browser that has it asks with its ETag and gets 304 without a body.
    """
    first = fetch(built, "/")
    again = fetch(built, "/", If_None_Match=first.headers["etag"])

    assert first.headers["cache-control"] == "no-cache"
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert fetch(built, "/", If_None_Match='"another"').status == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("", None), ("zstd", None)],
)
def test_what_a_browser_unpacks_is_sent_packed(built: App, accepted: str, encoding: str | None) -> None:
    """
    Brotli first, gzip next, plain for everyone else; caches keep them apart.
    """
    answer = fetch(built, "/assets/main-3f2a.js", Accept_Encoding=accepted)

    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body == {"br": b"brotli", "gzip": gzip.compress(SCRIPT), None: SCRIPT}[encoding]


def test_each_encoding_has_an_etag_of_its_own(built: App) -> None:
    """
    A cache that holds one is not told that another is unchanged.
    """
    tags = {fetch(built, "/assets/main-3f2a.js", Accept_Encoding=name).headers["etag"] for name in ("br", "gzip", "")}

    assert len(tags) == 3


def test_the_policy_lets_in_own_scripts_only(built: App) -> None:
    """
    No inline script, no evaluation, no other origin, no frame around it; styles that were written inline neither.
    """
    headers = fetch(built, "/").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))

    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.json",
        "/assets/../../secret.json",
        "/..%2fsecret.json",
        "/assets/..\\..\\secret.json",
        "//etc/passwd",
        "/.vite/manifest.json",
    ],
)
def test_nothing_outside_the_build_is_ever_sent(built: App, path: str) -> None:
    """
    Names are looked up in a list of the build's files; hidden ones are not on it.
    """
    assert fetch(built, path).body == PAGE


def test_without_a_build_a_page_says_how_to_make_one(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever starts the app from its source is told the command, in their language.
    """
    monkeypatch.setattr(portal, "site", lambda: StaticFiles(tmp_path / "nothing"))

    answer = fetch(app, "/", Accept_Language="fr")

    assert answer.status == 503
    assert "make portal" in answer.body.decode()
    assert '<html lang="fr">' in answer.body.decode()
