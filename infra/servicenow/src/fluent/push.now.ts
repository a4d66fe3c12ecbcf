import '@servicenow/sdk/global'
import { BusinessRule, Property, ScriptInclude } from '@servicenow/sdk/core'
import { admin } from './access.now'
import { SCOPE } from './scope.now'

Property({
    $id: Now.ID['property-enabled'],
    $meta: { installMethod: 'first install' },
    name: `${SCOPE}.webhook.enabled`,
    type: 'boolean',
    value: false,
    description: 'Push changed incidents and change requests to the connector. Set address and key first.',
    roles: { read: [admin], write: [admin] },
})

Property({
    $id: Now.ID['property-url'],
    $meta: { installMethod: 'first install' },
    name: `${SCOPE}.webhook.url`,
    type: 'string',
    value: '',
    description: 'Where changes are pushed to: the url that the connector showed with the key, https only.',
    roles: { read: [admin], write: [admin] },
})

Property({
    $id: Now.ID['property-key'],
    $meta: { installMethod: 'first install' },
    name: `${SCOPE}.webhook.key`,
    type: 'password2',
    value: '',
    description: 'The key that signs pushes: the key that the connector showed once, in base64, as it was.',
    isPrivate: true,
    roles: { read: [admin], write: [admin] },
})

ScriptInclude({
    $id: Now.ID['script-connector-link'],
    name: 'ConnectorLink',
    description: 'The connector at the other end: its address, the shared key, signed requests.',
    script: Now.include('../scripts/ConnectorLink.js'),
    accessibleFrom: 'package_private',
    active: true,
})

BusinessRule({
    $id: Now.ID['rule-incident'],
    name: 'Secure Score: push incident',
    description: 'Tells the connector that the state of one of its incidents changed.',
    table: 'incident',
    when: 'async',
    action: ['update'],
    filterCondition:
        'correlation_display=Microsoft 365 security and configuration incident^correlation_idISNOTEMPTY^stateVALCHANGES^ORactiveVALCHANGES^EQ',
    condition: `gs.getProperty('${SCOPE}.webhook.enabled') == 'true'`,
    script: Now.include('../scripts/push_record.js'),
    order: 1000,
    active: true,
})

BusinessRule({
    $id: Now.ID['rule-change-request'],
    name: 'Secure Score: push change request',
    description: 'Tells the connector that the state of one of its change requests changed.',
    table: 'change_request',
    when: 'async',
    action: ['update'],
    filterCondition:
        'correlation_display=Microsoft 365 security and configuration change request^correlation_idISNOTEMPTY^stateVALCHANGES^ORactiveVALCHANGES^EQ',
    condition: `gs.getProperty('${SCOPE}.webhook.enabled') == 'true'`,
    script: Now.include('../scripts/push_record.js'),
    order: 1000,
    active: true,
})
