"""Key Vault, as the unchanged SecretClient uses it."""

from __future__ import annotations

import pytest
import requests
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.keyvault.secrets import SecretClient

from sandbox import seed


@pytest.fixture
def secrets(cloud) -> SecretClient:
    """The client as the connector makes it: challenge verification left on, no switch turned."""
    return SecretClient(cloud.at.vault, cloud.identity(), retry_total=0)


def _error(raised: pytest.ExceptionInfo[HttpResponseError]) -> tuple[int | None, str | None]:
    error = raised.value.error
    inner = error.innererror if error else None
    return raised.value.status_code, inner["code"] if inner else None


def test_the_challenge_names_a_parent_of_the_vaults_own_host(cloud):
    """The resource is what follows the first dot of the vault's host, so that clients that compare the two go on."""
    answer = requests.put(f"{cloud.at.vault}/secrets/a?api-version=7.6", timeout=10)

    resource = "https://" + cloud.at.vault.removeprefix("https://127.")
    authority = f"{cloud.at.entra}/{seed.TENANT_ID}"
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == f'Bearer authorization="{authority}", resource="{resource}"'


def test_set_and_get(secrets):
    """A value comes back with its attributes; a second one becomes current and leaves the first readable."""
    first = secrets.set_secret("snow-acme", "one", content_type="text/plain", tags={"connection": "acme"})
    second = secrets.set_secret("snow-acme", "two")

    assert secrets.get_secret("snow-acme").value == "two"
    assert secrets.get_secret("SNOW-ACME").value == "two"
    assert secrets.get_secret("snow-acme", first.properties.version).value == "one"
    assert first.properties.tags == {"connection": "acme"}
    assert first.properties.recovery_level == "Recoverable"
    assert len(second.properties.version) == 32
    versions = {each.version for each in secrets.list_properties_of_secret_versions("snow-acme")}
    assert versions == {first.properties.version, second.properties.version}


def test_what_is_not_there_is_not_found(secrets):
    """Unknown names and versions answer 404."""
    with pytest.raises(ResourceNotFoundError) as raised:
        secrets.get_secret("nothing")
    assert raised.value.error.code == "SecretNotFound"
    secrets.set_secret("something", "x")
    with pytest.raises(ResourceNotFoundError):
        secrets.get_secret("something", "0" * 32)


def test_lists_come_25_at_a_time_without_values(cloud, secrets):
    """Sixty names take three pages; the client follows the links."""
    for number in range(60):
        secrets.set_secret(f"name-{number:02}", "x")
    requests.delete(f"{cloud.at.vault}/_sandbox/requests", timeout=10)

    names = [each.name for each in secrets.list_properties_of_secrets()]

    assert names == [f"name-{number:02}" for number in range(60)]
    counts = requests.get(f"{cloud.at.vault}/_sandbox/requests", timeout=10).json()["counts"]
    assert counts == {"GET /secrets": 3}


def test_a_page_is_25_at_most(cloud):
    """Asking for more is a bad request."""
    token = cloud.identity().get_token("https://" + cloud.at.vault.removeprefix("https://127.") + "/.default").token
    url = f"{cloud.at.vault}/secrets?api-version=7.6&maxresults="
    headers = {"Authorization": f"Bearer {token}"}

    assert requests.get(f"{url}25", headers=headers, timeout=10).status_code == 200
    assert requests.get(f"{url}26", headers=headers, timeout=10).json()["error"]["code"] == "BadParameter"
    assert requests.get(f"{cloud.at.vault}/secrets", headers=headers, timeout=10).status_code == 400


def test_a_disabled_secret_cannot_be_read(secrets):
    """Attributes change without a new version; a disabled one answers 403, an expired one does not."""
    version = secrets.set_secret("gate", "x").properties.version
    changed = secrets.update_secret_properties("gate", enabled=False)
    assert (changed.version, changed.enabled) == (version, False)

    with pytest.raises(HttpResponseError) as raised:
        secrets.get_secret("gate")

    assert _error(raised) == (403, "SecretDisabled")
    secrets.update_secret_properties("gate", enabled=True)
    assert secrets.get_secret("gate").value == "x"


@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("under_score", "x", {}),
        ("n" * 128, "x", {}),
        ("big", "x" * (25 * 1024 + 1), {}),
        ("tags", "x", {"tags": {f"tag{number}": "" for number in range(16)}}),
        ("tag", "x", {"tags": {"tag": "x" * 513}}),
        ("type", "x", {"content_type": "x" * 256}),
    ],
)
def test_the_services_limits(secrets, name, value, options):
    """Names, sizes and tags are checked by the service, not by the client."""
    with pytest.raises(HttpResponseError) as raised:
        secrets.set_secret(name, value, **options)

    assert (raised.value.status_code, raised.value.error.code) == (400, "BadParameter")


def test_the_largest_value_fits(secrets):
    """25 KB exactly."""
    assert len(secrets.set_secret("big", "x" * 25 * 1024).value) == 25 * 1024


def test_a_deleted_name_cannot_be_set(secrets):
    """Deletion is soft: the value is gone, the name is taken, and recovery brings every version back."""
    secrets.set_secret("snow", "one")
    deleted = secrets.begin_delete_secret("snow").result()
    assert deleted.scheduled_purge_date is not None
    assert (deleted.scheduled_purge_date - deleted.deleted_date).days == 90
    with pytest.raises(ResourceNotFoundError):
        secrets.get_secret("snow")
    assert [each.name for each in secrets.list_deleted_secrets()] == ["snow"]
    assert list(secrets.list_properties_of_secrets()) == []

    with pytest.raises(ResourceExistsError) as raised:
        secrets.set_secret("snow", "two")

    assert _error(raised) == (409, "ObjectIsDeletedButRecoverable")
    secrets.begin_recover_deleted_secret("snow").wait()
    secrets.set_secret("snow", "two")
    assert secrets.get_secret("snow").value == "two"


def test_purge_is_refused_until_protection_is_off(cloud, secrets):
    """Purge protection is on at first; without it the name becomes free."""
    secrets.set_secret("snow", "one")
    secrets.begin_delete_secret("snow")
    with pytest.raises(HttpResponseError) as raised:
        secrets.purge_deleted_secret("snow")
    assert _error(raised) == (403, "ForbiddenByPolicy")

    cloud.control(cloud.at.vault, "vault", {"purgeProtection": False})

    secrets.purge_deleted_secret("snow")
    assert secrets.set_secret("snow", "two").properties.recovery_level == "Recoverable+Purgeable"


def test_the_vault_forgets_after_90_days(cloud, secrets):
    """A deleted secret is purged by time, protection or not."""
    secrets.set_secret("snow", "one")
    secrets.begin_delete_secret("snow")
    cloud.control(cloud.at.vault, "clock", {"advanceS": 90 * 24 * 3600 + 1})

    later = SecretClient(cloud.at.vault, cloud.identity())
    with pytest.raises(ResourceNotFoundError):
        later.get_deleted_secret("snow")
    assert later.set_secret("snow", "two").value == "two"


def test_deletion_and_recovery_take_a_while(cloud, secrets):
    """With the switch on, the next requests do not see the change yet and writes collide."""
    cloud.control(cloud.at.vault, "vault", {"settlingRequests": 2})
    secrets.set_secret("snow", "one")
    secrets.begin_delete_secret("snow")
    with pytest.raises(ResourceExistsError) as raised:
        secrets.set_secret("snow", "two")
    assert _error(raised) == (409, "ObjectIsBeingDeleted")

    with pytest.raises(ResourceNotFoundError):
        secrets.get_deleted_secret("snow")
    assert secrets.get_deleted_secret("snow").name == "snow"
    secrets.begin_recover_deleted_secret("snow")
    with pytest.raises(ResourceExistsError) as raised:
        secrets.set_secret("snow", "two")
    assert _error(raised) == (409, "ObjectIsBeingRecovered")


@pytest.mark.parametrize(("role", "can_read"), [("user", True), ("none", False)])
def test_roles_limit_the_identity(cloud, secrets, role, can_read):
    """Secrets User reads and lists only; without a role everything is 403."""
    secrets.set_secret("snow", "one")
    cloud.control(cloud.at.vault, "vault", {"role": role})

    with pytest.raises(HttpResponseError) as raised:
        secrets.set_secret("snow", "two")
    assert _error(raised) == (403, "ForbiddenByRbac")
    if can_read:
        assert secrets.get_secret("snow").value == "one"
    else:
        with pytest.raises(HttpResponseError):
            secrets.get_secret("snow")


@pytest.mark.parametrize("aud", ["https://vault.azure.net", "https://graph.microsoft.com"])
def test_tokens_for_others_are_refused(cloud, aud):
    """Only the audience the challenge names is taken; the refusal is a challenge again."""
    issuer = f"https://sts.windows.net/{seed.TENANT_ID}/"
    claims = {"aud": aud, "iss": issuer, "oid": seed.IDENTITY_PRINCIPAL_ID}
    token = cloud.control(cloud.at.entra, "token", {"claims": claims})["access_token"]

    url = f"{cloud.at.vault}/secrets?api-version=7.6"
    answer = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_other_principals_have_no_access(cloud):
    """A good token of another principal is 403."""
    scope = "https://" + cloud.at.vault.removeprefix("https://127.") + "/.default"
    headers = {"Authorization": f"Bearer {cloud.machine_token(scope)}"}
    answer = requests.get(f"{cloud.at.vault}/secrets?api-version=7.6", headers=headers, timeout=10)

    assert answer.json()["error"]["innererror"]["code"] == "ForbiddenByRbac"


def test_throttling_and_refused_tokens_by_fault(cloud, secrets):
    """Faults answer in the vault's own form: 429 with its code, 401 with a challenge."""
    secrets.set_secret("snow", "one")
    cloud.control(cloud.at.vault, "fail", {"kind": "status", "status": 429, "next": 1})
    with pytest.raises(HttpResponseError) as raised:
        secrets.get_secret("snow")
    assert (raised.value.status_code, raised.value.error.code) == (429, "Throttled")

    cloud.control(cloud.at.vault, "fail", {"kind": "status", "status": 401, "next": 2})
    with pytest.raises(ClientAuthenticationError):
        secrets.get_secret("snow")


def test_no_secret_reaches_the_request_log(cloud, secrets):
    """The log shows who asked for what, never a value or a token."""
    secrets.set_secret("snow", "a-very-secret-value")

    log = requests.get(f"{cloud.at.vault}/_sandbox/requests", timeout=10).text

    assert "/secrets/snow" in log
    assert seed.IDENTITY_PRINCIPAL_ID in log
    assert "a-very-secret-value" not in log
    assert "eyJ" not in log
