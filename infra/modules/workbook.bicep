// One page with everything the alerts look at.
param environmentName string
param location string
param tags object
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceId, 'connector')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Secure Score to ServiceNow (${environmentName})'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../workbook.json'), '{workspace}', workspaceId)
  }
}
