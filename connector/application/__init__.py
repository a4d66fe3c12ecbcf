"""The verbs: each loads, asks the domain, saves, and talks to ports only."""
