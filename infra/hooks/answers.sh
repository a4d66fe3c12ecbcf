#!/bin/sh
# After a deployment: waits until the app answers, for five minutes at most.
set -eu

url=$(azd env get-value CONNECTOR_URL)
for _ in $(seq 30); do
  if curl --fail --silent --show-error --max-time 20 "$url/api/health"; then exit 0; fi
  sleep 10
done
echo "$url/api/health does not answer: docs/deploy.md, Roll back" >&2
exit 1
