// Client secrets, refresh tokens, session key. The app writes them; none is in this template.
param name string
param location string
param tags object
param retentionDays int

@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

// Without the private network the endpoint is open, and answers nobody who has no role.
var others = publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
var bypass = publicNetworkAccess == 'Enabled' ? 'AzureServices' : 'None'

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: retentionDays
    enablePurgeProtection: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { defaultAction: others, bypass: bypass }
  }
}

output id string = vault.id
output name string = vault.name
