"""Identity over Entra ID: sign-in and app tokens by msal, bearer tokens checked against Entra's keys.

The app proves itself with its managed identity as federated credential: there is no client secret.
Source: Microsoft identity platform, access tokens, claims reference, workload identity federation.
"""

SERVICE = "Microsoft Entra ID"
