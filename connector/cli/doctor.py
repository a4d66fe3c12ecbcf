"""`doctor`: settings, every dependency, the installation checklist."""

from __future__ import annotations

from connector.application.container import Container
from connector.application.health import Check, check_dependencies
from connector.cli.checklist import print_checklist
from connector.cli.usage import ENGLISH
from connector.functions import messages

_OUTBOUND = """\
Where ServiceNow filters addresses, allow the one of the private network:
      azd env get-value CONNECTOR_OUTGOING_ADDRESS
      System Security > IP Address Access Control
Without the private network outgoing addresses are not fixed, and cannot be allowed."""


def run(tenant_id: str, c: Container) -> int:
    """Returns the exit status: 1 when something is in trouble. What only the app itself may ask is no trouble."""
    print("ok    app settings")
    checks = check_dependencies(tenant_id, c)
    for check in checks:
        print(_line(check))
    well = print_checklist(tenant_id, c)
    print(f"\n{_OUTBOUND}")
    return 0 if well and all(check.healthy or check.unknown for check in checks) else 1


def _line(check: Check) -> str:
    if check.healthy:
        return f"ok    {check.name}"
    params = {"service": check.name, "reason": check.reason, "problems": check.reason}
    mark = "?" if check.unknown else "FAIL"
    return f"{mark:5} {check.name}: {messages.text(check.code, ENGLISH, params)} [{check.reason}]"
