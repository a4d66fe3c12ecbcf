"""Secrets stand in no repr and in no error: what ends up in a log or a traceback shows none."""

from __future__ import annotations

import pytest

from connector.adapters.storage import StorageAccount
from connector.errors import InvalidRequestError
from connector.functions.endpoint import validated
from connector.functions.schemas import ConnectionBody
from tests.builders import make_authorization, make_connection, make_grant

SECRET = "a-secret-nobody-may-see"


def test_a_grant_hides_its_tokens() -> None:
    """
    Access and refresh token.
    """
    grant = make_grant(access_token=SECRET, refresh_token=SECRET)

    assert SECRET not in repr(grant) + str(grant)


def test_an_authorization_hides_its_verifier() -> None:
    """
    With it, a stolen code could be exchanged.
    """
    assert SECRET not in repr(make_authorization(code_verifier=SECRET))


def test_a_connection_names_its_secrets_and_holds_none() -> None:
    """
    The names are per connection; nothing secret is a field of it.
    """
    connection = make_connection()

    assert connection.connection_id in connection.client_secret_name
    assert not [name for name in type(connection).__dataclass_fields__ if "secret" in name and "name" not in name]


def test_a_storage_account_hides_its_key() -> None:
    """
    The connection string holds it.
    """
    assert SECRET not in repr(StorageAccount(connection_string=f"AccountName=a;AccountKey={SECRET}"))


def test_a_body_hides_its_secret() -> None:
    """
    The OAuth client's.
    """
    body = validated(ConnectionBody, f'{{"instance": "acme", "clientId": "c", "clientSecret": "{SECRET}"}}')

    assert body.client_secret == SECRET
    assert SECRET not in repr(body) + str(body)


@pytest.mark.parametrize(
    "body",
    [
        f'{{"instance": "acme", "clientId": "c", "clientSecret": ["{SECRET}"]}}',
        f'{{"instance": "acme", "clientId": "c", "client_secret": "{SECRET}", "clientSecret": ""}}',
        f'{{"clientSecret": "{SECRET}"',
        f'"{SECRET}"',
        f'{{"instance": "acme", "clientId": "c", "clientSecret": "{SECRET}{"x" * 1000}"}}',
    ],
)
def test_a_refused_body_is_not_repeated(body: str) -> None:
    """
    The error names fields and problems; its cause, which holds the input, does not hang on it.
    """
    with pytest.raises(InvalidRequestError) as caught:
        validated(ConnectionBody, body)

    assert SECRET not in str(caught.value) + repr(caught.value.fields)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
