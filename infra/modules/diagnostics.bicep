// What the resources themselves report. The app's own telemetry goes to Application Insights.
param workspaceId string
param storageName string
param vaultName string

@description('A log line for each storage operation; metrics are always kept.')
param storageLogs bool

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }

  resource queues 'queueServices' existing = {
    name: 'default'
  }

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

var storageCategories = [
  { category: 'StorageRead', enabled: storageLogs }
  { category: 'StorageWrite', enabled: storageLogs }
  { category: 'StorageDelete', enabled: storageLogs }
]
var transactions = [{ category: 'Transaction', enabled: true }]

resource vaultAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'connector'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'AuditEvent', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'connector'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: storageCategories
    metrics: transactions
  }
}

resource queueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'connector'
  scope: account::queues
  properties: {
    workspaceId: workspaceId
    logs: storageCategories
    metrics: transactions
  }
}

resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'connector'
  scope: account::tables
  properties: {
    workspaceId: workspaceId
    logs: storageCategories
    metrics: transactions
  }
}
