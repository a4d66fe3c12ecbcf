"""Rules of instance names: what a person types becomes one of ServiceNow's own origins, or is refused."""

import pytest

from connector.domain.instance import parse_instance
from connector.errors import InvalidRequestError

LOCAL = "https://localhost:8443"


@pytest.mark.parametrize(
    "text",
    [
        "acme",
        "ACME",
        "  acme\n",
        "acme.service-now.com",
        "Acme.Service-Now.COM",
        "https://acme.service-now.com",
        "https://acme.service-now.com/",
        "HTTPS://ACME.SERVICE-NOW.COM/",
        "https://acme",
    ],
)
def test_name_host_and_origin_mean_the_same_instance(text):
    """
    However a person writes it, the origin is one.
    """
    assert parse_instance(text) == "https://acme.service-now.com"


@pytest.mark.parametrize("name", ["a", "dev12345", "12ab", "acme-test", "a" * 63])
def test_instance_names_are_host_labels(name):
    """
    Letters, digits and inner dashes, 63 at most.
    """
    assert parse_instance(name) == f"https://{name}.service-now.com"


HOSTILE = {
    "nothing": ["", " ", "/", "https://", "https:///", ".service-now.com", "https://.service-now.com"],
    "other host": ["acme.example.com", "https://acme.example.com", "service-now.com", "https://service-now.com/"],
    "look-alike host": [
        "acme.service-now.com.example.com",
        "acme.service-now.co",
        "acme.service-now.com.",
        "acme.service-now.comm",
        "acmeservice-now.com",
        "acme.service_now.com",
        "acme.servicenow.com",
        "acme.service-now.com.service-now.com",
        "a.b.service-now.com",
        "-acme",
        "acme-",
        "acme_test",
        "a" * 64,
    ],
    "port": ["acme:8443", "acme.service-now.com:443", "https://acme.service-now.com:443/", "acme:"],
    "path, query or fragment": [
        "acme/",
        "acme.service-now.com/login.do",
        "https://acme.service-now.com//",
        "https://acme.service-now.com/?a=b",
        "acme?x",
        "acme#x",
        "acme%2eservice-now.com",
        "acme\\",
    ],
    "user info": [
        "user@acme",
        "user:word@acme.service-now.com",
        "https://acme.service-now.com@example.com",
        "https://example.com#@acme.service-now.com",
        "https://example.com\\@acme.service-now.com",
        "@acme",
    ],
    "other scheme": [
        "http://acme.service-now.com",
        "ftp://acme.service-now.com",
        "//acme.service-now.com",
        "javascript:acme",
        "file:///acme",
        "https:acme",
        "https:/acme.service-now.com",
        "https://https://acme.service-now.com",
    ],
    "address": [
        "127.0.0.1",
        "https://127.0.0.1/",
        "10.0.0.1.service-now.com",
        "2130706433",
        "https://2130706433",
        "0x7f000001",
        "0X7F000001",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "[::1]",
        "https://[::1]/",
        "::1",
        "[::ffff:127.0.0.1]",
        "fe80::1",
        "169.254.169.254",
        "metadata.internal",
    ],
    "letters outside ASCII": [
        "аcme",  # Cyrillic a
        "acme。service-now.com",  # ideographic full stop
        "acme．service-now.com",  # full-width full stop
        "ａｃｍｅ",
        "acmé",
        "acme\u200b",
        "acme\u00ad",
        "acme\u2024service-now.com",
        "acme.ſervice-now.com",
        "acme.service\u2010now.com",
        "acme\u202e",
        "K\u0000acme",
        "\u212aacme",  # Kelvin sign: lower case is an ASCII k
        "\u00a0acme",
        "٣٣",
    ],
    "control characters": [
        "ac\nme",
        "acme\x00",
        "acme\x0b",
        "acme\r\nHost: example.com",
        "ac me",
        "acme\x7f",
        "\x1cacme",
    ],
}


@pytest.mark.parametrize("text", [text for texts in HOSTILE.values() for text in texts])
def test_anything_else_is_refused(text):
    """
    Secrets are sent to this origin: what is not plainly a name under ServiceNow's domain is refused by field.
    """
    with pytest.raises(InvalidRequestError) as refused:
        parse_instance(text)
    assert refused.value.fields == {"instance": "not_an_instance"}


@pytest.mark.parametrize("entry", [LOCAL, f"{LOCAL}/", "localhost:8443", "LOCALHOST:8443"])
@pytest.mark.parametrize("text", [LOCAL, f"{LOCAL}/", "localhost:8443", "HTTPS://LOCALHOST:8443/", " localhost:8443 "])
def test_setting_adds_an_origin(entry, text):
    """
    A host that the operator added is accepted with its port, in each form of the setting.
    """
    assert parse_instance(text, allowed_origins=(entry,)) == LOCAL


def test_added_origin_keeps_its_scheme():
    """
    Plain HTTP is for the operator to allow, by naming it.
    """
    plain = "http://localhost:8080"

    assert parse_instance("localhost:8080", allowed_origins=(plain,)) == plain
    with pytest.raises(InvalidRequestError):
        parse_instance("https://localhost:8080", allowed_origins=(plain,))


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8443",
        "localhost:8444",
        "https://localhost:8443/path",
        "https://localhost:8443//",
        "user@localhost:8443",
        "localhost:8443.example.com",
        "localhost:8443@example.com",
        "https://localhost:8443?",
        "ｌocalhost:8443",
        "LOCALHOſT:8443",
    ],
)
def test_added_origin_is_matched_whole(text):
    """
    Nothing but the added origin itself passes: no other port, path, scheme or look-alike.
    """
    with pytest.raises(InvalidRequestError):
        parse_instance(text, allowed_origins=(LOCAL,))


@pytest.mark.parametrize("name", ["acme", "localhost"])
def test_added_origin_leaves_servicenow_names_alone(name):
    """
    The setting adds; it takes nothing away, not even the name of the added host without its port.
    """
    assert parse_instance(name, allowed_origins=(LOCAL,)) == f"https://{name}.service-now.com"
