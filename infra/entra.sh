#!/usr/bin/env bash
# The Entra side of the connector: app registration, app roles, Graph permission with consent, the managed identity as
# federated credential, role assignments. No secret anywhere. Can be repeated: what is there already stays.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
graph_app=00000003-0000-0000-c000-000000000000
sign_in_scopes='openid profile offline_access' # What msal asks for at a sign-in.

usage() {
  cat <<'END'
infra/entra.sh: the Entra side of the connector. Without --apply it only says what it would do.

  --apply                make the changes
  --name NAME            name of the app registration (default: Secure Score to ServiceNow)
  --client-id ID         an app registration by its client id, where several have the name
  --cloud CLOUD          global (default; GCC too), gcc-high or dod
  --url URL              address of the connector, such as https://score.example.com; may be repeated
  --identity ID          principal id of the connector's managed identity
  --write-back           also allow changing improvement actions, SecurityEvents.ReadWrite.All: this version never does
  --assign ROLE=WHO      give Connector.Read, Tickets.Share or Connector.Admin to a user (sign-in name or object id), a
                         group (name or object id) or a program (object id of its service principal); may be repeated

Needs az, signed in to the tenant (az login --tenant TENANT --allow-no-subscriptions) as Global Administrator, or as
Application Administrator and Privileged Role Administrator: the first makes the registration, the second consents to a
Graph application permission.
END
}

fail() {
  echo "entra.sh: $1" >&2
  exit "${2:-1}"
}

apply=no cloud=global name='Secure Score to ServiceNow' client_id='' identity=''
permission=SecurityEvents.Read.All
urls=() assignments=()
while [ $# -gt 0 ]; do
  case $1 in
    --apply) apply=yes ;;
    --write-back) permission=SecurityEvents.ReadWrite.All ;;
    --help | -h) usage && exit 0 ;;
    --name | --client-id | --cloud | --url | --identity | --assign)
      [ $# -gt 1 ] || fail "$1 needs a value" 2
      case $1 in
        --name) name=$2 ;;
        --client-id) client_id=$2 ;;
        --cloud) cloud=$2 ;;
        --url) urls+=("${2%/}") ;;
        --identity) identity=$2 ;;
        --assign) assignments+=("$2") ;;
      esac
      shift
      ;;
    *) usage >&2 && fail "unknown: $1" 2 ;;
  esac
  shift
done

# A value of this cloud's row in clouds.json, which Bicep reads too.
of_cloud() {
  awk -F'"' -v cloud="$cloud" -v key="$1" '/^  "/ { row = $2 } row == cloud && $2 == key { print $4 }' "$here/clouds.json"
}

# The id of an app role by its value.
role_id() {
  awk -F'"' -v role="$1" '$2 == "id" { id = $4 } $2 == "value" && $4 == role { print id }' "$here/entra/app-roles.json"
}

# Changes something, or says that it would. A new object takes Entra some seconds to know everywhere: try again.
change() {
  if [ "$apply" = no ]; then
    printf 'would run: az'
    printf ' %q' "$@"
    printf '\n'
    return
  fi
  for wait in 2 5 10 20; do
    if az "$@" --output none; then return; fi
    sleep "$((wait * ${ENTRA_WAIT:-1}))"
  done
  az "$@" --output none
}

for assignment in ${assignments[@]+"${assignments[@]}"}; do
  [ -n "$(role_id "${assignment%%=*}")" ] || fail "no such role: ${assignment%%=*}" 2
  [[ $assignment == *=?* ]] || fail "--assign ROLE=WHO: $assignment" 2
done
graph=$(of_cloud graphUrl)
[ -n "$graph" ] || fail "no such cloud: $cloud (China has no Secure Score API)" 2

azure_cloud=$(az cloud show --query name --output tsv)
[ "$azure_cloud" = "$(of_cloud azureCloud)" ] ||
  fail "az is set to $azure_cloud: az cloud set --name $(of_cloud azureCloud) && az login"
# az knows one Graph for each Azure cloud, and asks it in every az ad: for DoD it must be told another.
azure_graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
[ "${azure_graph%/}" = "$graph" ] || fail "az asks ${azure_graph%/} for $cloud: az cloud update --name $azure_cloud \
  --cloud-config '{\"endpoints\": {\"microsoftGraphResourceId\": \"$graph/\"}}' && az login"
tenant=$(az account show --query tenantId --output tsv) || fail "az is not signed in: az login"

# --- the app registration and its service principal ----------------------------------------------------------------

if [ -z "$client_id" ]; then
  client_id=$(az ad app list --filter "displayName eq '${name//\'/\'\'}'" --query '[].appId' --output tsv)
  [[ $client_id != *$'\n'* ]] || fail "several app registrations are called $name: give --client-id"
fi
if [ -z "$client_id" ]; then
  echo "App registration: $name is new."
  if [ "$apply" = no ]; then
    change ad app create --display-name "$name" --sign-in-audience AzureADMyOrg
    echo "Everything else follows once it is there: repeat with --apply."
    exit 0
  fi
  client_id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
echo "App registration: $client_id in tenant $tenant."

permission_id=$(az ad sp show --id $graph_app --output tsv \
  --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]")
[ -n "$permission_id" ] || fail "Microsoft Graph of this cloud has no $permission"

redirects=()
for url in ${urls[@]+"${urls[@]}"}; do
  [[ $url == https://* ]] || fail "--url must begin with https://" 2
  redirects+=("$url/api/auth/callback" "$url/")
done
change ad app update --id "$client_id" \
  --identifier-uris "api://$client_id" \
  --requested-access-token-version 2 \
  --app-roles "$(cat "$here/entra/app-roles.json")" \
  --optional-claims '{"idToken": [{"name": "email"}]}' \
  --required-resource-accesses \
  "[{\"resourceAppId\": \"$graph_app\", \"resourceAccess\": [{\"id\": \"$permission_id\", \"type\": \"Role\"}]}]" \
  ${redirects[@]+--web-redirect-uris "${redirects[@]}"}

principal=$(az ad sp list --filter "appId eq '$client_id'" --query '[0].id' --output tsv)
if [ -z "$principal" ]; then
  change ad sp create --id "$client_id"
  if [ "$apply" = yes ]; then
    principal=$(az ad sp list --filter "appId eq '$client_id'" --query '[0].id' --output tsv)
    [ -n "$principal" ] || fail "the service principal is not visible yet: repeat in a minute"
  else
    echo "Consent and role assignments follow once it is there: repeat with --apply."
    exit 0
  fi
fi
# Only those who were given a role get in.
change ad sp update --id "$principal" --set appRoleAssignmentRequired=true

# --- consent to Microsoft Graph ------------------------------------------------------------------------------------

# The arguments of az for a call to Microsoft Graph. az derives the token from the address for addresses it knows only.
graph_call() { # method, path
  call=(rest --method "$1" --url "$graph/v1.0/$2" --resource "$graph")
}

graph_change() { # method, path, body
  graph_call "$1" "$2"
  change "${call[@]}" --headers 'Content-Type=application/json' --body "$3"
}

# Gives an app role of a resource to a principal, unless it has it.
grant() { # path, principal, resource, role
  local found
  graph_call get "servicePrincipals/$principal/$1"
  found=$(az "${call[@]}" --output tsv \
    --query "value[?principalId=='$2' && resourceId=='$3' && appRoleId=='$4'].id | [0]")
  [ -z "$found" ] || return 0
  graph_change post "servicePrincipals/$principal/$1" \
    "{\"principalId\": \"$2\", \"resourceId\": \"$3\", \"appRoleId\": \"$4\"}"
}

# Consents to scopes of a resource for everybody, beside those that were consented to: where assignment is required,
# Entra ID lets no user consent.
consent() { # resource, scopes
  local found grant='' had='' scopes
  graph_call get "servicePrincipals/$principal/oauth2PermissionGrants"
  found=$(az "${call[@]}" --output tsv --query "value[?consentType=='AllPrincipals' && resourceId=='$1'].[id, scope]")
  read -r grant had <<<"$found"
  scopes=$had
  for scope in $2; do
    [[ " $scopes " == *" $scope "* ]] || scopes="${scopes:+$scopes }$scope"
  done
  if [ -z "$grant" ]; then
    graph_change post oauth2PermissionGrants "{\"clientId\": \"$principal\", \"consentType\": \"AllPrincipals\",
      \"resourceId\": \"$1\", \"scope\": \"$scopes\"}"
  elif [ "$scopes" != "$had" ]; then
    graph_change patch "oauth2PermissionGrants/$grant" "{\"scope\": \"$scopes\"}"
  fi
}

graph_principal=$(az ad sp show --id $graph_app --query id --output tsv)
echo "Microsoft Graph: $permission."
grant appRoleAssignments "$principal" "$graph_principal" "$permission_id"
echo "Sign-in: $sign_in_scopes, for everybody."
consent "$graph_principal" "$sign_in_scopes"

# --- the managed identity ------------------------------------------------------------------------------------------

if [ -n "$identity" ]; then
  echo "Managed identity: $identity."
  subjects=$(az ad app federated-credential list --id "$client_id" --query '[].subject' --output tsv)
  if ! grep -qxF "$identity" <<<"$subjects"; then
    change ad app federated-credential create --id "$client_id" --parameters "{
      \"name\": \"managed-identity-${identity%%-*}\",
      \"issuer\": \"$(of_cloud authority)/$tenant/v2.0\",
      \"subject\": \"$identity\",
      \"audiences\": [\"$(of_cloud tokenExchangeAudience)\"]
    }"
  fi
fi

# --- who may do what -----------------------------------------------------------------------------------------------

for assignment in ${assignments[@]+"${assignments[@]}"}; do
  role=${assignment%%=*} who=${assignment#*=}
  id=$(az ad user show --id "$who" --query id --output tsv 2>/dev/null ||
    az ad group show --group "$who" --query id --output tsv 2>/dev/null ||
    az ad sp show --id "$who" --query id --output tsv 2>/dev/null) || fail "no user, group or program: $who"
  echo "Role $role: $who."
  grant appRoleAssignedTo "$id" "$principal" "$(role_id "$role")"
done

secrets=$(az ad app show --id "$client_id" --query 'length(passwordCredentials)' --output tsv)
[ "$secrets" = 0 ] || echo "Warning: the app registration has $secrets client secrets. The connector needs none: delete them."

echo
[ "$apply" = yes ] || echo "Nothing was changed: add --apply."
echo "ENTRA_CLIENT_ID is $client_id"
if [ -z "$identity" ]; then
  echo "Next, where azd runs: azd env set ENTRA_CLIENT_ID $client_id"
fi
