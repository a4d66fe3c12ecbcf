#!/bin/sh
# Before azd signs in, in a pipeline: the Azure cloud that CLOUD lives in.
set -eu

case ${CLOUD:-global} in
  global) azd config set cloud.name AzureCloud ;;
  *) azd config set cloud.name AzureUSGovernment ;;
esac
