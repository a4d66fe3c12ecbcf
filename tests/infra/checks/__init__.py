"""Checks of what deploys the connector, without a cloud. Each answers the problems it found, as lines for people."""
