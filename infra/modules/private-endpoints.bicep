// Private addresses of storage and vault, and their names: in zones that exist, or in zones made here.
param prefix string
param location string
param tags object
param networkId string
param subnetId string
param storageId string
param vaultId string
param storageSuffix string
param vaultPrivateZone string

@description('Ids of existing private DNS zones: blob, queue, table, vault. An empty one is created.')
param zoneIds object

var services = [
  { name: 'blob', target: storageId, zone: 'privatelink.blob.${storageSuffix}' }
  { name: 'queue', target: storageId, zone: 'privatelink.queue.${storageSuffix}' }
  { name: 'table', target: storageId, zone: 'privatelink.table.${storageSuffix}' }
  { name: 'vault', target: vaultId, zone: vaultPrivateZone }
]

var missing = filter(services, service => empty(zoneIds[service.name]))

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in missing: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in missing: {
    parent: zone[i]
    name: 'connector'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for service in services: {
    name: '${prefix}-${service.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: service.name
          properties: {
            privateLinkServiceId: service.target
            groupIds: [service.name]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (service, i) in services: {
    parent: endpoint[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service.name
          properties: {
            privateDnsZoneId: empty(zoneIds[service.name]) ? resourceId('Microsoft.Network/privateDnsZones', service.zone) : zoneIds[service.name]
          }
        }
      ]
    }
    dependsOn: [link]
  }
]
