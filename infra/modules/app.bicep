// The function app on its Flex Consumption plan.
param name string
param planName string
param location string
param tags object
param identityId string
param packageContainerUrl string

@description('Delegated subnet for outgoing traffic; empty for none.')
param subnetId string

param zoneRedundant bool
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttp int
param concurrency int
param updateStrategy string

@description('App settings by name.')
param settings object

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [
        for setting in items(settings): {
          name: setting.key
          value: setting.value
        }
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
        triggers: { http: { perInstanceConcurrency: concurrency } }
      }
      // Newer than the published types: the compiler may warn (BCP037) and deploys it all the same.
      siteUpdateStrategy: { type: updateStrategy }
    }
  }
}

resource noPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for channel in ['ftp', 'scm']: {
    parent: app
    name: channel
    properties: { allow: false }
  }
]

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
