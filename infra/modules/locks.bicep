// Against a slip of the hand: tickets and secrets cannot be deleted with their resources while these stand.
param storageName string
param vaultName string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource storageLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the tickets. See docs/deploy.md, Remove.'
  }
}

resource vaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: vault
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds client secret and refresh token. See docs/deploy.md, Remove.'
  }
}
