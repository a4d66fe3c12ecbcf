#!/bin/sh
# After azd provisioned: the one step that needs the addresses that are known now.
set -eu

cat <<END

Azure is ready. The Entra side needs to know it; the same command can be repeated at any time:

  infra/entra.sh --apply --cloud ${CLOUD:-global} \\
    --url ${CONNECTOR_URL} \\
    --identity ${CONNECTOR_IDENTITY_PRINCIPAL_ID} \\
    --assign Connector.Admin=<user or group>

Then sign in at ${CONNECTOR_URL}/ and connect to ServiceNow: docs/connect.md
END
if [ -n "${CONNECTOR_OUTGOING_ADDRESS:-}" ]; then
  echo "Where ServiceNow filters addresses, allow ${CONNECTOR_OUTGOING_ADDRESS}."
fi
