"""Rules of encoded queries."""

import pytest


@pytest.fixture
def rows(desk):
    """Finds the short descriptions a query selects, in order."""
    for name, state, urgency in (("alpha", "1", "1"), ("beta", "2", "2"), ("gamma_%", "2", "3"), ("delta^x", "1", "3")):
        desk.create(short_description=name, state=state, urgency=urgency, correlation_id=name[:1])

    def find(query, **more):
        return [row["short_description"] for row in desk.rows(query, **more)]

    return find


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("short_description=alpha", ["alpha"]),
        ("short_description=ALPHA", ["alpha"]),
        ("state=1^urgency=3", ["delta^x"]),
        ("state!=1^ORDERBYnumber", ["beta", "gamma_%"]),
        ("state=2^urgency=2^ORurgency=3^ORDERBYnumber", ["beta", "gamma_%"]),
        ("state=1^urgency=1^NQstate=2^urgency=3^ORDERBYnumber", ["alpha", "gamma_%"]),
        ("urgency>1^urgency<=2", ["beta"]),
        ("urgencyBETWEEN2@3^ORDERBYDESCnumber", ["delta^x", "gamma_%", "beta"]),
        ("correlation_idINa,b^ORDERBYnumber", ["alpha", "beta"]),
        ("correlation_idNOT INa,b^ORDERBYnumber", ["gamma_%", "delta^x"]),
        ("short_descriptionLIKEet", ["beta"]),
        ("short_description*_%", ["gamma_%"]),
        ("short_descriptionNOT LIKEa", []),
        ("short_descriptionSTARTSWITHal", ["alpha"]),
        ("short_descriptionENDSWITHta", ["beta"]),
        ("short_description%ta", ["beta"]),
        ("assigned_toISEMPTY^state=1^ORDERBYnumber", ["alpha", "delta^x"]),
        ("assigned_toISNOTEMPTY", []),
        ("assigned_to=^urgency=1", ["alpha"]),
        ("opened_by.user_name=secure.score.integration^urgency=1", ["alpha"]),
        ("opened_by=javascript:gs.getUserID()^urgency=1", ["alpha"]),
        ("opened_bySAMEAScaller_id", []),
        ("urgencyANYTHING^state=1^urgency=1", ["alpha"]),
        ("short_description=delta^^x", ["delta^x"]),
        ("123TEXTQUERY321=amm", ["gamma_%"]),
        ("state=1^urgency=1^EQ", ["alpha"]),
        ("ORDERBYDESCstate^ORDERBYDESCurgency", ["gamma_%", "beta", "delta^x", "alpha"]),
        ("active=1^urgency=1", ["alpha"]),
    ],
)
def test_grammar(rows, query, expected):
    """
    Operators, ^, ^OR, ^NQ and ORDERBY chains mean what the manual says.
    """
    assert rows(query) == expected


def test_stamps_in_queries_are_utc(desk, rows):
    """
    A literal stamp is UTC; dateGenerate is in the session user's zone.
    """
    desk.control(
        "POST",
        "bulk",
        {"table": "incident", "count": 1, "updatedOn": "2026-01-31 10:00:00", "template": {"short_description": "o"}},
    )
    local = "sys_updated_on=javascript:gs.dateGenerate('2026-01-31','02:00:00')"

    assert rows("sys_updated_on=2026-01-31 10:00:00") == ["o"]
    assert rows("sys_updated_on<2026-02-01") == ["o"]
    assert rows(local) == []
    assert rows(local, user=desk.admin.name) == ["o"]


@pytest.mark.parametrize(
    "part", ["u_nothing=1", "state", "state~1", "sys_updated_on>=2026-01-31T10:00:00Z", "state.x=1"]
)
def test_invalid_conditions(desk, rows, part):
    """
    An invalid condition is dropped (the whole table comes back), finds nothing, or is refused with 403.
    """
    assert len(rows(part)) == 4
    assert rows(f"{part}^short_description=alpha") == ["alpha"]
    desk.switch(invalidQuery="no_rows")
    assert rows(part) == []
    desk.switch(invalidQuery="forbidden")
    answer = desk.api("GET", "/api/now/table/incident", params={"sysparm_query": part})
    assert (answer.status_code, answer.json()["error"]) == (
        403,
        {
            "message": "Insufficient rights to query records",
            "detail": "Field(s) present in the query do not have permission to be read",
        },
    )


def test_or_can_bind_to_the_whole(desk, rows):
    """
    By switch ^OR joins everything before it.
    """
    assert rows("state=1^urgency=1^ORurgency=2") == ["alpha"]
    desk.switch(orBinding="whole")
    assert rows("state=1^urgency=1^ORurgency=2^ORDERBYnumber") == ["alpha", "beta"]


def test_range_operators_can_be_refused(desk, rows):
    """
    Query access rules may refuse ranges and sorting where matches are allowed; admins are exempt.
    """
    desk.switch(denyRangeQueries=True)

    for query in ("sys_updated_on>=2020-01-01 00:00:00", "state=1^ORDERBYnumber", "short_descriptionLIKEa"):
        answer = desk.api("GET", "/api/now/table/incident", params={"sysparm_query": query})
        assert answer.status_code == 403
    assert rows("correlation_idINa") == ["alpha"]
    assert rows("urgency>2^state=2", user=desk.admin.name) == ["gamma_%"]


def test_name_value_pairs(desk, rows):
    """
    Pairs filter by value or display value; sysparm_query excludes them.
    """

    def find(**params):
        answer = desk.api("GET", "/api/now/table/incident", params=params)
        return [row["short_description"] for row in answer.json()["result"]]

    assert find(state="2", urgency="2 - Medium") == ["beta"]
    assert find(opened_by="Secure Score Integration", urgency="1") == ["alpha"]
    assert find(sysparm_query="urgency=1", state="2") == ["alpha"]
