"""What a cold start pays: import of `function_app` beside a bare import of the same SDKs."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Figure
from bench.processes import peak_kib_of, seconds_of

APP = "import function_app"
"""What the host waits for before it knows the functions."""
FIRST_USE = "import function_app, connector.wiring"
"""With everything that the first call loads."""
SDKS = (
    "import azure.functions, azure.identity, azure.keyvault.secrets, azure.storage.queue, azure.data.tables, "
    "msal, jwt, requests, pydantic.main, cryptography.fernet"
)
_ROUNDS = 11


def figures(rounds: int = _ROUNDS) -> Iterator[Figure]:
    """Ratios of the imports, and memory after them."""
    app_s, first_use_s, sdks_s = seconds_of([APP, FIRST_USE, SDKS], rounds=rounds)
    yield Figure("import of function_app / bare import of its SDKs", app_s / sdks_s, "ratio", at_most=1.3)
    yield Figure("the same with the adapters, loaded by the first call", first_use_s / sdks_s, "ratio")
    yield Figure("import of function_app", app_s, "s")
    yield Figure("peak memory after all imports", peak_kib_of(FIRST_USE) / 1024, "MiB")
