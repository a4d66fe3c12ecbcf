"""What a cold start pays: import of `function_app` beside a bare import of the same SDKs."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Figure, peak_kib_of, seconds_of

APP = "import function_app"
SDKS = (
    "import azure.functions, azure.identity, azure.keyvault.secrets, azure.storage.queue, azure.data.tables, "
    "msal, jwt, requests, pydantic, markdownify, cryptography.fernet"
)
_ROUNDS = 11


def figures() -> Iterator[Figure]:
    """Ratio of the two imports, and memory after the import."""
    app_s, sdks_s = seconds_of([APP, SDKS], rounds=_ROUNDS)
    yield Figure("import of function_app / bare import of its SDKs", app_s / sdks_s, "ratio", mark=1.3)
    yield Figure("import of function_app", app_s, "s")
    yield Figure("peak memory after the import", peak_kib_of(APP) / 1024, "MiB")
