"""The search of a run's logs for its secrets."""

from __future__ import annotations

from pathlib import Path

from sandbox.demo.known_secrets import KnownSecrets

SECRET = "p@ss word/4711"


def known() -> KnownSecrets:
    """One secret is known."""
    secrets = KnownSecrets()
    secrets.add("password of someone", SECRET)
    return secrets


def test_a_secret_in_a_log_is_found_without_being_repeated(tmp_path: Path) -> None:
    """
    File, line and name are told, never the value.
    """
    (tmp_path / "host.log").write_text(f"started\nsent {SECRET}!\n")

    assert known().leaks(tmp_path) == ["host.log line 2: password of someone"]


def test_a_secret_is_found_percent_encoded(tmp_path: Path) -> None:
    """
    Logged URLs and form bodies hold secrets in encoded form.
    """
    (tmp_path / "a.log").write_text("GET /login?password=p%40ss%20word/4711")
    (tmp_path / "b.log").write_text("password=p%40ss+word%2F4711")

    assert known().leaks(tmp_path) == ["a.log line 1: password of someone", "b.log line 1: password of someone"]


def test_an_encoded_cookie_is_found_as_the_app_reads_it(tmp_path: Path) -> None:
    """
    Browsers keep cookies percent-encoded; the app decodes them, and would log them decoded.
    """
    secrets = KnownSecrets()
    secrets.add("cookie session", "gAAAAB%3D%3D")
    (tmp_path / "host.log").write_text("opened gAAAAB==")

    assert secrets.leaks(tmp_path) == ["host.log line 1: cookie session"]


def test_clean_logs_have_no_leaks(tmp_path: Path) -> None:
    """
    Other text is no leak.
    """
    (tmp_path / "host.log").write_text("signed in as someone\n")

    assert known().leaks(tmp_path) == []


def test_values_too_short_to_be_secret_are_not_looked_for(tmp_path: Path) -> None:
    """
    A short value would be found by chance in any log.
    """
    secrets = KnownSecrets()
    secrets.add("flag", "true")

    assert len(secrets) == 0
