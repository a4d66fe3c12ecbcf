// Each alert has a section "Alert: ..." in docs/operations.md, which says what it means and what to do.
param actionGroupName string
param environmentName string
param location string
param tags object
param emails array
param workspaceId string
param storageId string
param vaultId string

@description('Where the runbook can be read.')
param runbook string = 'docs/operations.md'

// A query answers a row when there is something to say. Severity: 1 error, 2 warning.
var logAlerts = [
  {
    name: 'consent-ending'
    title: 'Consent ending'
    query: loadTextContent('../queries/consent-ending.kql')
    severity: 2
    every: 'PT1H'
    window: 'PT2H'
    resolves: true
  }
  {
    name: 'consent-lost'
    title: 'Consent lost'
    query: loadTextContent('../queries/consent-lost.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    resolves: false // The event comes once; nothing in it says that the consent is back.
  }
  {
    name: 'deliveries-failing'
    title: 'Deliveries failing'
    query: loadTextContent('../queries/deliveries-failing.kql')
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
    resolves: true
  }
  {
    name: 'oldest-queued'
    title: 'Oldest queued over 15 minutes'
    query: loadTextContent('../queries/oldest-queued.kql')
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
    resolves: true
  }
  {
    name: 'poison-not-empty'
    title: 'Poison queue not empty'
    query: loadTextContent('../queries/poison-not-empty.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT30M' // Two readings, at the longest pause between sweeps that no-heartbeat allows.
    resolves: true
  }
  {
    name: 'sync-lag'
    title: 'Sync lag over 30 minutes'
    query: loadTextContent('../queries/sync-lag.kql')
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
    resolves: true
  }
  {
    name: 'function-failures'
    title: 'Function failures'
    query: loadTextContent('../queries/function-failures.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    resolves: true
  }
  {
    name: 'no-heartbeat'
    title: 'No heartbeat'
    query: loadTextContent('../queries/no-heartbeat.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    resolves: true
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'Global'
  tags: tags
  properties: {
    groupShortName: 'securescore'
    enabled: true
    emailReceivers: [
      for email in emails: {
        name: email
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: 'connector-${environmentName}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${alert.title} (${environmentName})'
      description: 'Runbook: ${runbook}, section "Alert: ${alert.title}"'
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: alert.resolves
      muteActionsDuration: alert.resolves ? null : 'PT1H'
      skipQueryValidation: true // A fresh workspace has no tables before the first telemetry.
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

// 401 is no trouble: every client's first request to a vault is answered so, to name the sign-in service.
resource vaultRefused 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'connector-${environmentName}-vault-refused'
  location: 'global'
  tags: tags
  properties: {
    description: 'Runbook: ${runbook}, section "Alert: Vault or storage refused"'
    severity: 1
    enabled: true
    scopes: [vaultId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'refused'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.KeyVault/vaults'
          metricName: 'ServiceApiResult'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 3
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['403', '429', '503'] }]
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

resource storageRefused 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'connector-${environmentName}-storage-refused'
  location: 'global'
  tags: tags
  properties: {
    description: 'Runbook: ${runbook}, section "Alert: Vault or storage refused"'
    severity: 1
    enabled: true
    scopes: [storageId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'refused'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 20
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: ['AuthenticationError', 'AuthorizationError', 'ClientThrottlingError', 'ServerBusyError', 'ServerTimeoutError']
            }
          ]
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

output actionGroupId string = actionGroup.id
