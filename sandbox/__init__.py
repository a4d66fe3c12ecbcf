"""Local servers that speak the real protocols, and the local host. Never imported by connector, never deployed."""
