"""The scripts run on every release since Kingston, and use what a scoped application has."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from connector.domain.push import WINDOW
from tests.servicenow_app.conftest import PROJECT
from tests.servicenow_app.instance import INSTANCE, NODE
from tests.servicenow_app.records import of_table

GLIDE = PROJECT / "node_modules" / "@servicenow" / "glide" / "src"
PARSE = "require('acorn').parse(require('fs').readFileSync(0, 'utf8'), {ecmaVersion: 5})"


def parses_as_es5(script):
    """Whether an ECMAScript 5 parser takes the script."""
    run = subprocess.run([NODE, "-e", PARSE], cwd=PROJECT, input=script, capture_output=True, text=True, check=False)
    assert run.returncode == 0 or "SyntaxError" in run.stderr, run.stderr
    return run.returncode == 0


def test_every_script_is_ecmascript_5(built):
    """
    Older releases run nothing newer, and the application asks for that level.
    """
    columns = {"sys_script": "script", "sys_script_include": "script", "sys_ui_page": "client_script"}
    scripts = [each[column] for table, column in columns.items() for each in of_table(built.records, table)]

    assert len(scripts) == 7
    assert all(parses_as_es5(script) for script in scripts)
    assert not parses_as_es5("const newer = () => 1;")


@pytest.mark.parametrize(
    "name", ["CertificateEncryption", "GlideDateTime", "GlideRecord", "RESTMessageV2", "RESTResponseV2", "gs"]
)
def test_the_stand_ins_have_nothing_that_servicenow_has_not(built, name):
    """
    Every method of a stand-in is one of the object's own, as ServiceNow's type package has them.
    """
    methods = methods_of_stand_in(name)

    assert methods
    assert methods <= methods_in_servicenow(name)


def methods_of_stand_in(name):
    """The methods that instance.js gives an object."""
    opening = f"const {name} = {{" if name == "gs" else f"class {name} {{"
    body = INSTANCE.read_text(encoding="utf-8").split(opening)[1].split("\n}")[0]
    return set(re.findall(r"^    (\w+)(?:\(|: \()", body, re.MULTILINE)) - {"constructor"}


def methods_in_servicenow(name):
    """The methods of an object, and the other words of its declaration."""
    if name == "gs":
        return set(json.loads((GLIDE / "util" / "GlideAPIs.json").read_text(encoding="utf-8"))["defaults"]["gs"])
    [declared] = [file for folder in ("types", "sn_ws") if (file := GLIDE / folder / f"{name}.d.ts").is_file()]
    return set(re.findall(r"\b(\w+)[<(]", declared.read_text(encoding="utf-8")))


def test_the_window_is_the_connectors(built):
    """
    Answers are believed as long as pushes are.
    """
    [link] = [each for each in of_table(built.records, "sys_script_include") if each["name"] == "ConnectorLink"]

    assert f"WINDOW_S: {round(WINDOW.total_seconds())}," in link["script"]
