"""SecretStore: a name holds its last value until it is deleted, and may be used again."""

import pytest

from connector.errors import NotFoundError
from tests.fakes import FakeSecrets

NAME = "servicenow-0123-refresh-token"


@pytest.fixture(params=["memory", pytest.param("vault", marks=pytest.mark.e2e)])
def secrets(request):
    """A store without secrets."""
    return FakeSecrets() if request.param == "memory" else request.getfixturevalue("vault")


def test_last_value_counts(secrets):
    """
    Setting again replaces.
    """
    secrets.set(NAME, "first")
    secrets.set(NAME, "second")

    assert secrets.get(NAME) == "second"


@pytest.mark.parametrize("value", ["x", 'ß多🔐 "quoted"\n', "=" * 20_000])
def test_value_comes_back_letter_by_letter(secrets, value):
    """
    Tokens are opaque: whatever the vendor gave.
    """
    secrets.set(NAME, value)

    assert secrets.get(NAME) == value


def test_unknown_name_is_not_found(secrets):
    """
    Nor is one beside a name that is there.
    """
    secrets.set(NAME, "value")

    with pytest.raises(NotFoundError):
        secrets.get(f"{NAME}-2")


def test_deleted_secret_is_gone(secrets):
    """
    Deleting twice, or what was never there, is no error.
    """
    secrets.set(NAME, "value")
    secrets.delete(NAME)
    secrets.delete(NAME)
    secrets.delete("never-there")

    with pytest.raises(NotFoundError):
        secrets.get(NAME)


def test_deleted_name_can_be_used_again(secrets):
    """
    A vault with purge protection keeps a deleted name for months: it is recovered, and the new value counts.
    """
    secrets.set(NAME, "old")
    secrets.delete(NAME)

    secrets.set(NAME, "new")

    assert secrets.get(NAME) == "new"


def test_names_do_not_meet(secrets):
    """
    Deleting one leaves the other.
    """
    secrets.set("one", "1")
    secrets.set("other", "2")
    secrets.delete("one")

    assert secrets.get("other") == "2"
