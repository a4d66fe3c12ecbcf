"""The Microsoft side of the sandbox: Entra ID with the managed-identity endpoint, Microsoft Graph, Key Vault."""
