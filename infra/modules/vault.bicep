// Client secrets, refresh tokens, session key. The app writes them; none is in this template.
param name string
param location string
param tags object
param retentionDays int
param privateNetwork bool

// Open to the network, never without a role; with the private network not even to the network.
var publicAccess = privateNetwork ? 'Disabled' : 'Enabled'
var othersAre = privateNetwork ? 'Deny' : 'Allow'
var bypass = privateNetwork ? 'None' : 'AzureServices'

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
    publicNetworkAccess: publicAccess
    networkAcls: { defaultAction: othersAre, bypass: bypass }
  }
}

output id string = vault.id
output name string = vault.name
