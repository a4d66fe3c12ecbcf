// Tickets and connections (tables), jobs (queues), the deployed package and the host's own state (blobs).
param name string
param location string
param tags object
param sku string

@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

@description('Deleted blobs, package versions among them, can be brought back for so many days.')
param blobRetentionDays int = 14

var queues = [
  'ticket-jobs'
  'ticket-jobs-poison'
  'sync-jobs'
  'sync-jobs-poison'
]
var tables = ['tickets', 'connections', 'events']
var packages = 'app-package'
// The Functions host keeps leases, timer states and keys in these two.
var hostContainers = ['azure-webjobs-hosts', 'azure-webjobs-secrets']

// Without the private network the endpoint is open, and answers nobody who has no role.
var others = publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
var bypass = publicNetworkAccess == 'Enabled' ? 'AzureServices' : 'None'

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { defaultAction: others, bypass: bypass }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: blobRetentionDays }
    containerDeleteRetentionPolicy: { enabled: true, days: blobRetentionDays }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for containerName in concat([packages], hostContainers): {
    parent: blobService
    name: containerName
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = [
  for queueName in queues: {
    parent: queueService
    name: queueName
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for tableName in tables: {
    parent: tableService
    name: tableName
  }
]

output id string = account.id
output name string = account.name
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packages}'
