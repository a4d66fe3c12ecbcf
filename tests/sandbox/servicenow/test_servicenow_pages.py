"""Pages on which a person finds, reads and moves tickets."""

import pytest
import requests


@pytest.fixture
def browser(desk):
    """A browser logged in as the agent."""
    session = requests.Session()
    desk.log_in(session, session.get(f"{desk.url}/login.do", timeout=10), desk.agent.name)
    return session


def _state_options(page):
    return page.text.split('name="state">', 1)[1].split("</select>", 1)[0]


@pytest.mark.parametrize("path", ["/incident_list.do", "/incident.do?sys_id=x", "/change_request.do?sys_id=x"])
def test_pages_ask_for_login_and_come_back(desk, path):
    """
    Without a session a page shows the login form and returns after it.
    """
    session = requests.Session()
    page = session.get(desk.url + path, timeout=10)

    assert 'name="user_password"' in page.text
    assert desk.log_in(session, page, desk.agent.name).url == desk.url + path


def test_login_goes_nowhere_else(desk):
    """
    The address to return to after login stays on this instance.
    """
    session = requests.Session()
    page = session.get(f"{desk.url}/login.do?sysparm_goto_url=//evil.example/", timeout=10)

    assert desk.form(page)["sysparm_goto_url"] == "/incident_list.do"


def test_list_finds_tickets(desk, browser):
    """
    The list shows tickets with their state, narrowed by an encoded query or by words; text is escaped.
    """
    desk.create(short_description="<b>MFA</b> & more")
    desk.create(short_description="other")

    page = browser.get(f"{desk.url}/incident_list.do?sysparm_query=active=true", timeout=10).text
    found = browser.get(f"{desk.url}/incident_list.do?q=mfa", timeout=10).text

    assert "&lt;b&gt;MFA&lt;/b&gt; &amp; more" in page
    assert "1 to 2 of 2" in page
    assert ("1 to 1 of 1" in found, ">other<" in found) == (True, False)


def test_list_has_pages(desk, browser):
    """
    Fifty tickets stand on a page; links lead to the others.
    """
    desk.control("POST", "bulk", {"table": "change_request", "count": 60})

    first = browser.get(f"{desk.url}/change_request_list.do", timeout=10).text
    second = browser.get(f"{desk.url}/change_request_list.do?sysparm_first_row=51", timeout=10).text

    assert "sysparm_first_row=51" in first
    assert "51 to 60 of 60" in second


def test_links_from_elsewhere_lead_to_the_ticket(desk, browser):
    """
    nav_to.do and the newer frame open the ticket; other targets are refused.
    """
    sys_id = desk.create(short_description="find me")["sys_id"]

    newer = f"/now/nav/ui/classic/params/target/incident.do%3Fsys_id%3D{sys_id}"
    for path in (f"/nav_to.do?uri=incident.do?sys_id={sys_id}", newer):
        assert "find me" in browser.get(desk.url + path, timeout=10).text
    assert browser.get(f"{desk.url}/nav_to.do?uri=https://evil.example/incident.do", timeout=10).status_code == 404


def test_agent_moves_a_ticket(desk, browser):
    """
    The agent moves a ticket under the same rules as everybody; a refusal is shown and nothing is lost from the form.
    """
    sys_id = desk.create(short_description="x")["sys_id"]
    url = f"{desk.url}/incident.do"
    form = desk.form(browser.get(f"{url}?sys_id={sys_id}", timeout=10))

    refused = browser.post(url, data=form | {"state": "6", "close_notes": "kept text"}, timeout=10)
    done = browser.post(url, data=form | {"state": "2", "work_notes": "on it"}, timeout=10)

    assert refused.status_code == 403
    assert "fields are mandatory: Resolution code" in refused.text
    assert "kept text" in refused.text
    assert "Saved." in done.text
    assert "Service Agent (Work notes)" in done.text
    row = desk.control("GET", f"records/incident?sysId={sys_id}")["records"][0]
    assert (row["state"], row["sys_updated_by"], row["sys_mod_count"]) == ("2", desk.agent.name, "1")


def test_change_offers_what_its_model_allows(desk, browser):
    """
    A change's page offers its present state and those that may follow.
    """
    sys_id = desk.create("change_request")["sys_id"]

    page = browser.get(f"{desk.url}/change_request.do?sys_id={sys_id}", timeout=10)

    states = _state_options(page)
    assert [label in states for label in ("New", "Assess", "Canceled", "Closed")] == [True, True, True, False]


def test_forms_need_their_token(desk, browser):
    """
    A form without the session's token writes nothing.
    """
    sys_id = desk.create()["sys_id"]
    form = {"sys_id": sys_id, "state": "2", "sysparm_ck": "forged"}

    assert browser.post(f"{desk.url}/incident.do", data=form, timeout=10).status_code == 403
    assert desk.control("GET", f"records/incident?sysId={sys_id}")["records"][0]["state"] == "1"


def test_rights_hold_on_pages(desk):
    """
    A person without a role sees own incidents only, and no changes.
    """
    own, other = desk.create(caller_id=desk.caller.sys_id)["sys_id"], desk.create()["sys_id"]
    session = requests.Session()
    desk.log_in(session, session.get(f"{desk.url}/login.do", timeout=10), desk.caller.name)

    pages = [session.get(f"{desk.url}/incident.do?sys_id={sys_id}", timeout=10) for sys_id in (own, other)]
    assert [page.status_code for page in pages] == [200, 404]
    assert session.get(f"{desk.url}/change_request_list.do", timeout=10).status_code == 403
