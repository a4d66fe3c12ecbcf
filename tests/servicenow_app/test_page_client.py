"""The pages' client script in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.servicenow_app.instance import SCOPE
from tests.servicenow_app.records import of_table

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
STAND_IN = """
function GlideAjax(name) { this.asked = {name: name}; }
GlideAjax.prototype.addParam = function (name, value) { this.asked[name] = value; };
GlideAjax.prototype.getXMLAnswer = function (show) {
    document.title = JSON.stringify(this.asked);
    show(document.getElementById('answer').textContent);
};
"""


@pytest.fixture
def shown(built):
    """A page as the browser has it in the end, for an answer of the instance."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")

    def show(name, answer):
        [page] = [each for each in of_table(built.records, "sys_ui_page") if each["name"] == name]
        body = re.sub(r"</?j:jelly[^>]*>", "", page["html"])
        text = json.dumps(answer).replace("<", "\\u003c")
        data = f'<script type="application/json" id="answer">{text}</script>'
        scripts = f"<script>{STAND_IN}</script><script>{page['client_script']}</script>"
        return in_browser(page["endpoint"], f"<!doctype html><meta charset=utf-8>{scripts}{body}{data}")

    return show


def in_browser(path, html):
    """The document after its scripts ran."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *arguments):
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/{path}"
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")
        run = subprocess.run([BROWSER, *flags, url], capture_output=True, text=True, timeout=60, check=True)
        server.shutdown()
    return run.stdout


@pytest.mark.parametrize("name", ["checklist", "status"])
def test_a_page_asks_for_its_own_rows_and_shows_them_as_text(shown, name):
    """
    The scope comes from the address; what an instance's record says is never taken for HTML.
    """
    row = {"title": "OAuth client", "status": "failed", "seen": "<img src=x>", "fix": "Tick Active.", "link": "a.do"}

    page = shown(name, {"rows": [row]})

    assert f'"name":"{SCOPE}.ConnectorPages","sysparm_name":"answer","sysparm_page":"{name}"' in page
    assert ">&lt;img src=x&gt;</td>" in page
    assert 'Tick Active. <a href="a.do">Open</a>' in page


def test_a_problem_is_told(shown):
    """
    Instead of rows.
    """
    assert '<p role="alert">The role is needed.</p>' in shown("status", {"problem": "The role is needed."})
