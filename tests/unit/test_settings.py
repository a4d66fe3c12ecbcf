"""App settings: judged as a whole, reported by name, and never shown."""

from __future__ import annotations

from dataclasses import fields

import pytest

from connector import settings as settings_module
from connector.errors import SettingsError
from connector.settings import Settings, telemetry_target

STORAGE = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net"
REQUIRED = {
    "PUBLIC_URL": "https://connector.sandbox.example",
    "ENTRA_TENANT_ID": "11111111-2222-4333-8444-555555555555",
    "ENTRA_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
    "KEY_VAULT_URL": "https://connector.vault.azure.net",
    "AzureWebJobsStorage": STORAGE,
}
SECONDS = {
    "CLAIM_LEASE_S": ("claim_lease_s", 300),
    "SWEEP_AFTER_S": ("sweep_after_s", 900),
    "RENEWAL_MARGIN_S": ("renewal_margin_s", 600),
    "SYNC_OVERLAP_S": ("sync_overlap_s", 120),
    "RECONCILE_EVERY_S": ("reconcile_every_s", 86_400),
}
DAYS = {"KEEP_TICKETS_DAYS": "keep_tickets_days", "KEEP_EVENTS_DAYS": "keep_events_days"}
URLS = {
    "PUBLIC_URL": "public_url",
    "ENTRA_AUTHORITY": "authority",
    "GRAPH_URL": "graph_url",
    "KEY_VAULT_URL": "key_vault_url",
}


class Recorded(dict[str, str]):
    """Settings that remember which of them were asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.read.add(key)
        return super().get(key, default)


def without(*names: str) -> dict[str, str]:
    """The required settings but for these."""
    return {name: value for name, value in REQUIRED.items() if name not in names}


def problems_of(environ: dict[str, str]) -> list[str]:
    """What is wrong with these settings."""
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ)
    assert caught.value.params["problems"] == str(caught.value)
    return str(caught.value).split("; ")


def test_the_required_settings_are_enough() -> None:
    """
    Everything else has the value that Azure's public cloud needs.
    """
    settings = Settings.load(REQUIRED)

    assert settings.authority == "https://login.microsoftonline.com"
    assert settings.graph_url == "https://graph.microsoft.com"
    assert settings.token_exchange_audience == "api://AzureADTokenExchange"
    assert settings.identity_client_id is None
    assert settings.servicenow_allowed_hosts == ()


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_a_required_setting_that_is_missing_or_empty_is_named(name: str, value: str | None) -> None:
    """
    Once, by its own name.
    """
    environ = {**without(name), **({} if value is None else {name: value})}

    problems = problems_of(environ)

    assert [problem.split()[0] for problem in problems] == [name]


def test_every_problem_is_reported_at_once() -> None:
    """
    Nobody mends settings one by one.
    """
    environ = {"ENTRA_TENANT_ID": "t", "GRAPH_URL": "graph", "CLAIM_LEASE_S": "soon", "SYNC_OVERLAP_S": "-1"}

    named = {problem.split()[0] for problem in problems_of(environ)}

    assert named == {
        "PUBLIC_URL",
        "ENTRA_CLIENT_ID",
        "KEY_VAULT_URL",
        "AzureWebJobsStorage",
        "GRAPH_URL",
        "CLAIM_LEASE_S",
        "SYNC_OVERLAP_S",
    }


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "value",
    [
        "connector.sandbox.example",
        "ftp://a.example",
        "https://",
        "//a.example",
        "https:a",
        "https://a:port",
        "https://[",
    ],
)
def test_what_is_no_address_is_refused(name: str, value: str) -> None:
    """
    An address is http or https with a host.
    """
    assert problems_of({**REQUIRED, name: value}) == [f"{name} is not a URL"]


@pytest.mark.parametrize(("name", "attribute"), URLS.items())
def test_addresses_lose_their_last_slash(name: str, attribute: str) -> None:
    """
    Paths are put behind them.
    """
    settings = Settings.load({**REQUIRED, name: "https://a.example/"})

    assert getattr(settings, attribute) == "https://a.example"


@pytest.mark.parametrize(("name", "meaning"), SECONDS.items())
def test_times_have_a_default_and_can_be_set(name: str, meaning: tuple[str, int]) -> None:
    """
    In whole seconds.
    """
    attribute, default = meaning

    assert getattr(Settings.load(REQUIRED), attribute) == default
    assert getattr(Settings.load({**REQUIRED, name: "7"}), attribute) == 7


@pytest.mark.parametrize(("name", "meaning"), DAYS.items())
def test_days_are_for_ever_unless_set(name: str, meaning: str) -> None:
    """
    None without a word, else a whole number above zero.
    """
    assert getattr(Settings.load(REQUIRED), meaning) is None
    assert getattr(Settings.load({**REQUIRED, name: "365"}), meaning) == 365
    with pytest.raises(SettingsError, match=f"{name} is not a positive number of days"):
        Settings.load({**REQUIRED, name: "0"})


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", ["0", "-5", "1.5", "ten", "٣", "1e3", " 7"])
def test_a_time_that_is_no_positive_count_is_refused(name: str, value: str) -> None:
    """
    A lease of nothing would let two workers hold a ticket.
    """
    assert problems_of({**REQUIRED, name: value}) == [f"{name} is not a positive number of seconds"]


def test_the_host_name_of_the_app_is_its_address() -> None:
    """
    In Azure the platform knows it; a setting of one's own goes first.
    """
    environ = {**without("PUBLIC_URL"), "WEBSITE_HOSTNAME": "app.azurewebsites.net"}

    assert Settings.load(environ).public_url == "https://app.azurewebsites.net"
    assert Settings.load({**REQUIRED, "WEBSITE_HOSTNAME": "app.azurewebsites.net"}).public_url == REQUIRED["PUBLIC_URL"]


def test_the_platform_says_whether_there_is_an_identity() -> None:
    """
    By an endpoint with its header; one of the two is another platform's way.
    """
    endpoint = {"IDENTITY_ENDPOINT": "http://127.0.0.1:8081/msi/token"}
    header = {"IDENTITY_HEADER": "header"}

    assert Settings.load({**REQUIRED, **endpoint, **header}).has_identity
    assert not any(Settings.load({**REQUIRED, **half}).has_identity for half in ({}, endpoint, header))


def test_storage_is_reached_by_an_identity_with_both_addresses() -> None:
    """
    Instead of a connection string; one of the two is not enough.
    """
    queue = {"AzureWebJobsStorage__queueServiceUri": "https://a.queue.core.windows.net"}
    table = {"AzureWebJobsStorage__tableServiceUri": "https://a.table.core.windows.net"}

    settings = Settings.load({**without("AzureWebJobsStorage"), **queue, **table})

    assert (settings.queue_uri, settings.table_uri) == (*queue.values(), *table.values())
    for half in (queue, table):
        assert problems_of({**without("AzureWebJobsStorage"), **half})[0].startswith("AzureWebJobsStorage is missing")


@pytest.mark.parametrize("name", ["AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri"])
def test_an_address_of_storage_is_one(name: str) -> None:
    """
    Also beside a connection string, which goes first.
    """
    assert problems_of({**REQUIRED, name: "a.queue.core.windows.net"}) == [f"{name} is not a URL"]


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://Score.Example.com", "https://score.example.com"),
        ("HTTPS://score.example.com:443/", "https://score.example.com"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:7071", "http://localhost:7071"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_the_public_address_is_written_as_browsers_write_it(value: str, origin: str) -> None:
    """
    Else every write with a session would look as if it came from another site.
    """
    assert Settings.load({**REQUIRED, "PUBLIC_URL": value}).public_url == origin


@pytest.mark.parametrize("rest", ["/connector", "?a=b", "#top"])
def test_the_public_address_has_no_path(rest: str) -> None:
    """
    The app is at the root of its site.
    """
    problems = problems_of({**REQUIRED, "PUBLIC_URL": f"https://a.example{rest}"})

    assert problems == ["PUBLIC_URL is more than scheme, host and port"]


def test_allowed_hosts_are_a_list() -> None:
    """
    Apart by commas, blanks do not count.
    """
    settings = Settings.load({**REQUIRED, "SERVICENOW_ALLOWED_HOSTS": " sn.sandbox.example , http://127.0.0.1:7072 ,,"})

    assert settings.servicenow_allowed_hosts == ("sn.sandbox.example", "http://127.0.0.1:7072")


def test_a_key_shows_in_no_repr() -> None:
    """
    Neither in the settings nor in what is said of wrong ones.
    """
    problems = problems_of({**REQUIRED, "GRAPH_URL": "x", "KEY_VAULT_URL": ""})

    assert "AccountKey" not in repr(Settings.load(REQUIRED))
    assert not any("AccountKey" in problem for problem in problems)


def test_every_setting_is_described_where_it_is_read() -> None:
    """
    The module's own text names each; nothing is read that it does not name.
    """
    described = {line.split()[0] for line in (settings_module.__doc__ or "").splitlines() if line.startswith("    ")}
    environ = Recorded(REQUIRED)

    settings, target = Settings.load(environ), telemetry_target(environ)

    of_platform = {"WEBSITE_HOSTNAME", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"}
    assert environ.read - of_platform == described
    assert len({field.name for field in fields(settings)} - {"has_identity"}) + len([target]) == len(described)
