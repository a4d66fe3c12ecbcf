"""One technology per module: the only imports of requests and of the Azure SDKs."""
