"""A ServiceNow instance on loopback: tables, rules, rights, OAuth, and the pages a person sees."""

from sandbox.servicenow.simulator import ServiceNow
from sandbox.servicenow.switches import Switches

__all__ = ["ServiceNow", "Switches"]
