"""The chaos run: shares under `kill -9` and a ServiceNow in trouble, then counts at the ServiceNow end.

It is the judge of the promise that a ticket is created once and never lost. See docs/sandbox/chaos.md.
"""
