import '@servicenow/sdk/global'
import { Acl, Role } from '@servicenow/sdk/core'
import { SCOPE } from './scope.now'

/**
 * For the integration user alone. The contained roles carry ServiceNow's own rules for columns of incidents and changes,
 * which an application of another scope may not set; the rules below say which rows the connector needs beside them.
 */
export const integration = Role({
    name: `${SCOPE}.integration`,
    description: 'What the connector reads and creates. For the integration user, and nobody else.',
    containsRoles: ['sn_incident_write', 'sn_change_write', 'snc_platform_rest_api_access'],
    canDelegate: false,
})

/** Whoever installs the application, where that is not an administrator of the instance. */
export const admin = Role({
    name: `${SCOPE}.admin`,
    description: 'Sees the pages of the connector and sets its properties.',
    canDelegate: false,
})

Acl({
    $id: Now.ID['acl-incident-read'],
    type: 'record',
    table: 'incident',
    operation: 'read',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector follows the incidents it made.',
})

Acl({
    $id: Now.ID['acl-incident-create'],
    type: 'record',
    table: 'incident',
    operation: 'create',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector makes an incident for a shared improvement action.',
})

Acl({
    $id: Now.ID['acl-change-request-read'],
    type: 'record',
    table: 'change_request',
    operation: 'read',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector follows the change requests it made.',
})

Acl({
    $id: Now.ID['acl-change-request-create'],
    type: 'record',
    table: 'change_request',
    operation: 'create',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector makes a change request for a shared improvement action.',
})

Acl({
    $id: Now.ID['acl-sys-choice-read'],
    type: 'record',
    table: 'sys_choice',
    operation: 'read',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector shows states by their labels; personalize_choices would let it change them too.',
})

Acl({
    $id: Now.ID['acl-sys-user-read'],
    type: 'record',
    table: 'sys_user',
    operation: 'read',
    roles: [integration],
    adminOverrides: true,
    description: 'The connector finds its own user, and the caller by e-mail.',
})
