#!/bin/sh
# Before azd provisions: says what is missing.
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
  cat >&2 <<END
BUDGET_AMOUNT is set, BUDGET_START is not. It is the first day of the budget's first month, and Azure refuses another one
later. For a new budget:

  azd env set BUDGET_START $(date -u +%Y-%m-01)

Keep it with the other settings: every machine and pipeline that provisions this environment needs the same.
END
  exit 1
fi
