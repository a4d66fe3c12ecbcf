"""Builds what is deployed: the app with its libraries, the same bytes from the same commit."""
