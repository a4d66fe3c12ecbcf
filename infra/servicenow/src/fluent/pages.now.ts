import '@servicenow/sdk/global'
import { Acl, ApplicationMenu, Record, ScriptInclude, UiPage } from '@servicenow/sdk/core'
import { admin } from './access.now'
import { SCOPE } from './scope.now'

ScriptInclude({
    $id: Now.ID['script-installation-checklist'],
    name: 'InstallationChecklist',
    description: 'What has to be set up in this instance, and how far it is.',
    script: Now.include('../scripts/InstallationChecklist.js'),
    accessibleFrom: 'package_private',
    active: true,
})

ScriptInclude({
    $id: Now.ID['script-connector-pages'],
    name: 'ConnectorPages',
    description: 'Answers the pages of this application.',
    script: Now.include('../scripts/ConnectorPages.js'),
    accessibleFrom: 'package_private',
    clientCallable: true,
    active: true,
})

Acl({
    $id: Now.ID['acl-connector-pages'],
    type: 'client_callable_script_include',
    name: 'ConnectorPages',
    operation: 'execute',
    roles: [admin],
    adminOverrides: true,
    description: 'For administrators of the connector.',
})

UiPage({
    $id: Now.ID['page-checklist'],
    endpoint: `${SCOPE}_checklist.do`,
    category: 'general',
    description: 'The installation checklist of the Secure Score connector.',
    html: Now.include('../pages/checklist.html'),
    clientScript: Now.include('../pages/page.client.js'),
})

UiPage({
    $id: Now.ID['page-status'],
    endpoint: `${SCOPE}_status.do`,
    category: 'general',
    description: 'The status of the Secure Score connector, as it says itself.',
    html: Now.include('../pages/status.html'),
    clientScript: Now.include('../pages/page.client.js'),
})

Acl({
    $id: Now.ID['acl-page-checklist'],
    type: 'ui_page',
    name: `${SCOPE}_checklist`,
    operation: 'read',
    roles: [admin],
    adminOverrides: true,
    description: 'For administrators of the connector.',
})

Acl({
    $id: Now.ID['acl-page-status'],
    type: 'ui_page',
    name: `${SCOPE}_status`,
    operation: 'read',
    roles: [admin],
    adminOverrides: true,
    description: 'For administrators of the connector.',
})

const menu = ApplicationMenu({
    $id: Now.ID['menu'],
    title: 'Secure Score Connector',
    hint: 'Microsoft Secure Score improvement actions as incidents and change requests',
    description: 'The ServiceNow side of the Secure Score connector',
    roles: [admin],
    active: true,
})

Record({
    $id: Now.ID['module-checklist'],
    table: 'sys_app_module',
    data: {
        title: 'Installation checklist',
        application: menu,
        link_type: 'DIRECT',
        query: `${SCOPE}_checklist.do`,
        roles: [`${SCOPE}.admin`],
        active: true,
        order: 100,
    },
})

Record({
    $id: Now.ID['module-status'],
    table: 'sys_app_module',
    data: {
        title: 'Connection status',
        application: menu,
        link_type: 'DIRECT',
        query: `${SCOPE}_status.do`,
        roles: [`${SCOPE}.admin`],
        active: true,
        order: 200,
    },
})

Record({
    $id: Now.ID['module-properties'],
    table: 'sys_app_module',
    data: {
        title: 'Properties',
        application: menu,
        link_type: 'FILTER',
        name: 'sys_properties',
        filter: `nameSTARTSWITH${SCOPE}.webhook.`,
        roles: [`${SCOPE}.admin`],
        active: true,
        order: 300,
    },
})

Record({
    $id: Now.ID['module-rules'],
    table: 'sys_app_module',
    data: {
        title: 'Business rules',
        application: menu,
        link_type: 'FILTER',
        name: 'sys_script',
        filter: `sys_scope.scope=${SCOPE}`,
        roles: [`${SCOPE}.admin`],
        active: true,
        order: 400,
    },
})
