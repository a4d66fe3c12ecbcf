"""Rules of a consent under way, and of the tokens it gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.authorization import Authorization
from tests.builders import NOW, SHARER, TENANT_ID, make_authorization, make_connection, make_grant


def test_code_challenge_is_the_one_of_the_standards_own_example():
    """
    RFC 7636, appendix B.
    """
    authorization = make_authorization(code_verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")

    assert authorization.code_challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def _begin(**fields):
    wish = {
        "client_id": "client-1",
        "secret_name": "secret-1",
        "redirect_uri": "https://here/",
        "begun_by": SHARER.object_id,
        "begun_by_email": SHARER.email,
        "browser_bound": True,
        "now": NOW,
    }
    return Authorization.begin(make_connection(connection_id="d" * 32), **{**wish, **fields})


def test_authorization_is_fresh_and_lasts_ten_minutes():
    """
    State: letters and digits only. Verifier: 43 to 128 characters, RFC 7636, section 4.1. No two are alike.
    """
    one, other = _begin(), _begin()

    assert one.expires_at == NOW + timedelta(minutes=10)
    assert (one.state.isalnum(), 43 <= len(one.code_verifier) <= 128) == (True, True)
    assert {one.state, one.code_verifier}.isdisjoint({other.state, other.code_verifier})


def test_authorization_belongs_to_its_connection():
    """
    What the callback needs to finish stands in the authorization, not in the redirect.
    """
    begun = _begin(browser_bound=False)

    assert (begun.connection_id, begun.tenant_id) == ("d" * 32, TENANT_ID)
    assert (begun.client_id, begun.secret_name, begun.redirect_uri) == ("client-1", "secret-1", "https://here/")
    assert (begun.begun_by_email, begun.browser_bound, begun.used) == (SHARER.email, False, False)


def test_secrets_stay_out_of_reprs():
    """
    Tokens and verifiers appear in no log line that shows a value.
    """
    shown = f"{make_grant('hidden')} {make_authorization(code_verifier='verifier-hidden')}"

    assert "hidden" not in shown


@pytest.mark.parametrize(("left", "needed"), [(601, False), (600, True), (0, True), (-60, True)])
def test_token_is_renewed_within_the_margin(left, needed):
    """
    A token that lapses within ten minutes is renewed when that is the margin.
    """
    grant = replace(make_grant(), expires_at=NOW + timedelta(seconds=left))

    assert grant.needs_renewal(NOW, margin=timedelta(minutes=10)) is needed
