#!/bin/sh
# After azd provisioned: the one step that needs the addresses that are known now.
# Again at any time: azd hooks run postprovision
set -eu

cat <<END

Azure is ready. The Entra side needs to know it; whoever administers it runs this, as often as they like:

  infra/entra.sh --apply --cloud ${CLOUD:-global} --client-id ${ENTRA_CLIENT_ID} \\
    --url ${CONNECTOR_URL} \\
    --identity ${CONNECTOR_IDENTITY_PRINCIPAL_ID} \\
    --assign Connector.Admin=<user or group>

Then sign in at ${CONNECTOR_URL}/ and connect to ServiceNow: docs/connect.md
END
if [ -n "${CONNECTOR_OUTGOING_ADDRESS:-}" ]; then
  echo "Where ServiceNow filters addresses, allow ${CONNECTOR_OUTGOING_ADDRESS}."
fi
