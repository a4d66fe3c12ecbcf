#!/bin/sh
# Before azd provisions: says what is missing, and fixes the first month of the budget once.
set -eu

if [ -z "${ENTRA_CLIENT_ID:-}" ]; then
  cat >&2 <<'END'
ENTRA_CLIENT_ID is not set: the app registration comes first.

  infra/entra.sh --apply                      makes it and prints its client id
  azd env set ENTRA_CLIENT_ID <client id>

See docs/deploy.md.
END
  exit 1
fi

if [ "${BUDGET_AMOUNT:-0}" != 0 ] && [ -z "${BUDGET_START:-}" ]; then
  azd env set BUDGET_START "$(date -u +%Y-%m-01)"
fi
