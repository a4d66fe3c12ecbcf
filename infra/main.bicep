// Everything the connector needs in Azure, in one resource group. The Entra side is entra.sh.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the environment; part of every name here, so that several stand side by side.')
param environmentName string

@minLength(1)
@description('Region. Flex Consumption is not in all of them: az functionapp list-flexconsumption-locations')
@metadata({ azd: { type: 'location' } })
param location string

@allowed(['global', 'gcc-high', 'dod'])
@description('Where the tenant lives. GCC is global. China has no Secure Score API, so it is no choice.')
param cloud string = 'global'

@description('Tags on every resource, beside the name of the environment.')
param tags object = {}

// --- the app -----------------------------------------------------------------------------------------------------

@description('Tenant whose people and programs may use the app.')
param entraTenantId string = tenant().tenantId

@minLength(36)
@description('Client id of the app registration that entra.sh made.')
param entraClientId string

@description('Address as browsers see it, when it is not the app\'s own: https://score.example.com')
param publicUrl string = ''

@description('ServiceNow instances outside service-now.com: hosts or origins, separated by commas.')
param servicenowAllowedHosts string = ''

@description('When changed tickets are read (NCRONTAB, UTC).')
param syncSchedule string = '0 */5 * * * *'

@description('When forgotten tickets are put back (NCRONTAB, UTC).')
param sweepSchedule string = '30 */5 * * * *'

@description('Seconds one worker may hold a ticket.')
param claimLeaseS int = 300

@description('Seconds after which a waiting ticket counts as forgotten.')
param sweepAfterS int = 900

@description('Seconds before its end at which an access token is renewed.')
param renewalMarginS int = 600

@description('Seconds behind the newest change that a sync looks again.')
param syncOverlapS int = 120

@description('Seconds between two readings of every open ticket.')
param reconcileEveryS int = 86400

@minValue(0)
@description('Days that tickets are kept after they ended; 0 for ever.')
param keepTicketsDays int = 0

@minValue(0)
@description('Days that events are kept; 0 for ever.')
param keepEventsDays int = 0

// --- size --------------------------------------------------------------------------------------------------------

@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@minValue(40)
@maxValue(1000)
@description('Most instances. The platform allows no less than 40.')
param maximumInstanceCount int = 40

@minValue(0)
@description('Instances for HTTP that never sleep. 0 is cheapest and starts cold; with zone redundancy at least 2.')
param alwaysReadyHttp int = 0

@minValue(1)
@maxValue(32)
@description('Calls that one instance answers at a time, and threads of its Python worker.')
param concurrency int = 8

@allowed(['RollingUpdate', 'Recreate'])
@description('How instances are replaced. RollingUpdate lets what runs come to its end.')
param updateStrategy string = 'RollingUpdate'

param zoneRedundant bool = false

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('Copies of the storage account. Regions without zones have neither ZRS nor GZRS.')
param storageSku string = 'Standard_ZRS'

// --- network -----------------------------------------------------------------------------------------------------

@description('Storage and vault by private endpoints only. The app itself stays reachable: browsers are sent back to it.')
param privateNetwork bool = false

@description('Address range of the virtual network, /24 or larger.')
param addressPrefix string = '10.60.0.0/24'

@description('One fixed outgoing address, for ServiceNow instances that filter addresses. Needs privateNetwork.')
param natGateway bool = true

@description('Ids of private DNS zones that exist already, by service; empty ones are created here.')
param privateDnsZoneIds object = { blob: '', queue: '', table: '', vault: '' }

// --- operation ---------------------------------------------------------------------------------------------------

@description('Who is told by alerts and budget: e-mail addresses, separated by commas.')
param alertEmails string = ''

@description('Object id of the Entra group whose members run the operator commands; empty for none.')
param operatorGroupId string = ''

@minValue(30)
@maxValue(730)
@description('Days that logs and metrics are kept.')
param logRetentionDays int = 90

@minValue(7)
@maxValue(90)
@description('Days that deleted secrets can be recovered. Fixed once the vault exists.')
param vaultRetentionDays int = 90

@description('A log line for every storage operation. Expensive: the queues are polled all the time.')
param storageLogs bool = false

@minValue(0)
@description('Monthly budget of the resource group in the billing currency; 0 for none.')
param budgetAmount int = 0

@description('First day of the first month of the budget, such as 2026-12-01. Fixed once the budget exists.')
param budgetStart string = ''

@description('Locks storage account and vault against deletion.')
param lockResources bool = true

var clouds = loadJsonContent('clouds.json')
var endpoints = clouds[cloud]
var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var allTags = union(tags, { 'azd-env-name': environmentName })
var publicNetworkAccess = privateNetwork ? 'Disabled' : 'Enabled'
var emails = filter(map(split(alertEmails, ','), email => trim(email)), email => !empty(email))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.identity}${token}'
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: '${abbreviations.workspace}${token}'
    insightsName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.storage}${token}'
    location: location
    tags: allTags
    sku: storageSku
    publicNetworkAccess: publicNetworkAccess
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.keyVault}${token}'
    location: location
    tags: allTags
    retentionDays: vaultRetentionDays
    publicNetworkAccess: publicNetworkAccess
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module operators 'modules/operators.bicep' = if (!empty(operatorGroupId)) {
  scope: group
  params: {
    groupId: operatorGroupId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    name: '${abbreviations.virtualNetwork}${token}'
    natGatewayName: '${abbreviations.natGateway}${token}'
    publicAddressName: '${abbreviations.publicAddress}${token}'
    location: location
    tags: allTags
    addressPrefix: addressPrefix
    natGateway: natGateway
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  params: {
    prefix: '${abbreviations.privateEndpoint}${token}'
    location: location
    tags: allTags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointSubnetId
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    storageSuffix: endpoints.storageSuffix
    vaultPrivateZone: endpoints.vaultPrivateZone
    zoneIds: privateDnsZoneIds
  }
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.functionApp}${token}'
    planName: '${abbreviations.plan}${token}'
    location: location
    tags: union(allTags, { 'azd-service-name': 'connector' })
    identityId: identity.outputs.id
    packageContainerUrl: storage.outputs.packageContainerUrl
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    zoneRedundant: zoneRedundant
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    concurrency: concurrency
    updateStrategy: updateStrategy
    settings: {
      PUBLIC_URL: publicUrl
      ENTRA_TENANT_ID: entraTenantId
      ENTRA_CLIENT_ID: entraClientId
      ENTRA_AUTHORITY: endpoints.authority
      TOKEN_EXCHANGE_AUDIENCE: endpoints.tokenExchangeAudience
      MANAGED_IDENTITY_CLIENT_ID: identity.outputs.clientId
      GRAPH_URL: endpoints.graphUrl
      KEY_VAULT_URL: 'https://${vault.outputs.name}.${endpoints.vaultSuffix}'
      SERVICENOW_ALLOWED_HOSTS: servicenowAllowedHosts
      CLAIM_LEASE_S: string(claimLeaseS)
      SWEEP_AFTER_S: string(sweepAfterS)
      RENEWAL_MARGIN_S: string(renewalMarginS)
      SYNC_OVERLAP_S: string(syncOverlapS)
      RECONCILE_EVERY_S: string(reconcileEveryS)
      KEEP_TICKETS_DAYS: keepTicketsDays > 0 ? string(keepTicketsDays) : ''
      KEEP_EVENTS_DAYS: keepEventsDays > 0 ? string(keepEventsDays) : ''
      SYNC_SCHEDULE: syncSchedule
      SWEEP_SCHEDULE: sweepSchedule
      AzureWebJobsDisableHomepage: 'true'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      AzureWebJobsStorage__blobServiceUri: 'https://${storage.outputs.name}.blob.${endpoints.storageSuffix}'
      AzureWebJobsStorage__queueServiceUri: 'https://${storage.outputs.name}.queue.${endpoints.storageSuffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${storage.outputs.name}.table.${endpoints.storageSuffix}'
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
      PYTHON_ENABLE_OPENTELEMETRY: 'true'
      PYTHON_THREADPOOL_THREAD_COUNT: string(concurrency)
    }
  }
  dependsOn: [roles, privateEndpoints]
}

module diagnostics 'modules/diagnostics.bicep' = {
  scope: group
  params: {
    workspaceId: monitoring.outputs.workspaceId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    storageLogs: storageLogs
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    actionGroupName: '${abbreviations.actionGroup}${token}'
    environmentName: environmentName
    location: location
    tags: allTags
    emails: emails
    workspaceId: monitoring.outputs.workspaceId
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
  }
}

// Without a date nothing is made and nothing changed: azd's preview runs no hook that would ask for it.
module budget 'modules/budget.bicep' = if (budgetAmount > 0 && !empty(budgetStart)) {
  scope: group
  params: {
    name: '${abbreviations.budget}${token}'
    amount: budgetAmount
    startDate: budgetStart
    actionGroupId: alerts.outputs.actionGroupId
  }
}

module locks 'modules/locks.bicep' = if (lockResources) {
  scope: group
  params: {
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output CONNECTOR_APP_NAME string = app.outputs.name
output CONNECTOR_URL string = empty(publicUrl) ? app.outputs.url : publicUrl
output CONNECTOR_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output CONNECTOR_VAULT_NAME string = vault.outputs.name
output CONNECTOR_STORAGE_NAME string = storage.outputs.name
output CONNECTOR_OUTGOING_ADDRESS string = privateNetwork ? network!.outputs.outgoingAddress : ''
output CONNECTOR_PORTAL string = endpoints.portal
