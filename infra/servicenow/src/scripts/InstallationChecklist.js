/**
 * What has to be set up in this instance, in the order in which it is done, and how far each step is.
 *
 * A step is { id, title, status: passed | failed | unknown, seen, fix, link }. Steps only read, apart from one signed
 * question to the connector. A table that refuses to be read makes its steps unknown, with the instance's own words.
 */
var InstallationChecklist = Class.create();
InstallationChecklist.prototype = {
    type: 'InstallationChecklist',

    ACCESS_LIFE_MIN_S: 300,
    REFRESH_LIFE_MIN_S: 604800,
    CONTAINED_ROLES: ['sn_incident_write', 'sn_change_write', 'snc_platform_rest_api_access'],
    RULE_TABLES: ['incident', 'change_request'],
    GMT: ['GMT', 'UTC', 'UCT', 'Zulu', 'Greenwich', 'Etc/GMT', 'Etc/UTC', 'Etc/UCT', 'GMT0', 'Etc/GMT0'],

    initialize: function (link) {
        this._link = link;
        this._role = link.scope + '.integration';
    },

    /** Every step, always. */
    steps: function () {
        return [].concat(
            this._step('oauth_client', 'OAuth client', 'oauth_entity_list.do', this._oauthClient),
            this._step('token_lifetimes', 'Lifetimes of its tokens', 'oauth_entity_list.do', this._lifetimes),
            this._step('integration_role', 'Role ' + this._role, 'sys_user_role_list.do', this._contained),
            this._step('integration_user', 'Integration user with that role', 'sys_user_list.do', this._user),
            this._step('user_time_zone', 'Its time zone', 'sys_user_list.do', this._timeZone),
            this._step('user_not_admin', 'It is no administrator', 'sys_user_list.do', this._notAdmin),
            this._step('webhook_url', 'Property: address of the connector', this._properties(), this._url),
            this._step('webhook_key', 'Property: key', this._properties(), this._key),
            this._step('connection', 'The connector answers, and is connected', '', this._connection),
            this._step('business_rules', 'Business rules', 'sys_script_list.do', this._rules),
            this._step('webhook_enabled', 'Property: push is on', this._properties(), this._enabled)
        );
    },

    _step: function (id, title, link, look) {
        var verdict;
        try {
            verdict = look.call(this);
        } catch (error) {
            verdict = this._unknown(String(error.message || error), 'Look by hand. Where a table refuses to be read: '
                + 'System Definition > Tables, the table, Application Access, Can read.');
        }
        return {
            id: id, title: title, link: link, status: verdict.status, seen: verdict.seen, fix: verdict.fix
        };
    },

    _oauthClient: function () {
        var client = this._client();
        if (!client) {
            return this._failed('no entry with ' + this._wantedRedirect(),
                'System OAuth > Application Registry > New > Create an OAuth API endpoint for external clients; '
                + 'Redirect URL: <PUBLIC_URL>/api/connection/callback.');
        }
        var seen = client.getValue('name') + ': ' + client.getValue('redirect_url');
        return this._flag(client, 'active') ? this._passed(seen) : this._failed(seen, 'Tick Active on the entry.');
    },

    _lifetimes: function () {
        var client = this._client();
        if (!client) {
            return this._unknown('', 'Make the OAuth client first.');
        }
        var access = Number(client.getValue('access_token_lifespan'));
        var refresh = Number(client.getValue('refresh_token_lifespan'));
        var seen = 'access_token_lifespan=' + access + ', refresh_token_lifespan=' + refresh;
        return access >= this.ACCESS_LIFE_MIN_S && refresh >= this.REFRESH_LIFE_MIN_S ? this._passed(seen)
            : this._failed(seen, 'Set them to 1800 and 8640000: 30 minutes and 100 days.');
    },

    _contained: function () {
        var role = this._find('sys_user_role', 'name', this._role);
        if (!role) {
            return this._failed('the role is not there', 'Install the application again.');
        }
        var missing = this.CONTAINED_ROLES.filter(function (name) {
            return !this._contains(role.getUniqueValue(), name);
        }, this);
        return missing.length === 0 ? this._passed(this.CONTAINED_ROLES.join(', '))
            : this._failed('missing: ' + missing.join(', '),
                'Open the role and add them under Contains Roles; where a role is not in this instance, give the '
                + 'integration user itil instead.');
    },

    _user: function () {
        var user = this._integrationUser();
        if (!user) {
            return this._failed('no user has the role', 'User Administration > Users > New, then Roles > Edit.');
        }
        var trouble = ['locked_out', 'password_needs_reset', 'web_service_access_only'].filter(function (column) {
            return this._flag(user, column);
        }, this);
        if (!this._flag(user, 'active')) {
            trouble.push('not active');
        }
        var seen = [user.getValue('user_name')].concat(trouble).join(', ');
        return trouble.length === 0 ? this._passed(seen)
            : this._failed(seen, 'It must be able to log in: the consent is given in a browser.');
    },

    _timeZone: function () {
        var user = this._integrationUser();
        if (!user) {
            return this._unknown('', 'Make the integration user first.');
        }
        var zone = String(user.getValue('time_zone') || '');
        return this.GMT.indexOf(zone) >= 0 ? this._passed(zone)
            : this._failed(zone || '(the instance\'s)', 'Set its time zone to GMT.');
    },

    _notAdmin: function () {
        var user = this._integrationUser();
        var role = this._find('sys_user_role', 'name', 'admin');
        if (!user || !role) {
            return this._unknown('', 'Make the integration user first.');
        }
        return this._hasRole(user.getUniqueValue(), role.getUniqueValue())
            ? this._failed('admin', 'Take the role admin away from it.') : this._passed(user.getValue('user_name'));
    },

    _url: function () {
        return this._link.hasUrl() ? this._passed(this._link.url)
            : this._failed(this._link.url || '(empty)', 'Enter the url that POST /api/connection/webhook-key answered.');
    },

    _key: function () {
        return this._link.hasKey() ? this._passed('32 bytes')
            : this._failed('not 32 bytes in base64', 'Enter the key that POST /api/connection/webhook-key answered.');
    },

    _connection: function () {
        var answer = this._link.readStatus();
        if (!answer.connection) {
            var fix = answer.status === 401 ? 'Make a new key in the connector and enter it; compare the clocks.'
                : 'See that this instance may reach the address over the internet.';
            return this._link.hasUrl() && this._link.hasKey() ? this._failed(answer.problem, fix)
                : this._unknown(answer.problem, 'Set address and key first.');
        }
        var status = answer.connection.status;
        return status === 'connected' ? this._passed(status) : this._failed(status, 'Connect in the connector.');
    },

    _rules: function () {
        var missing = this.RULE_TABLES.filter(function (table) {
            return !this._ruleOn(table);
        }, this);
        return missing.length === 0 ? this._passed(this.RULE_TABLES.join(', '))
            : this._failed('none is active on: ' + missing.join(', '), 'Activate the rules of this application.');
    },

    _enabled: function () {
        return this._link.enabled ? this._passed('true')
            : this._failed('false', 'Set it to true once the steps above have passed.');
    },

    _client: function () {
        var client = new GlideRecord('oauth_entity');
        client.addQuery('redirect_url', 'CONTAINS', this._wantedRedirect());
        client.orderByDesc('active');
        client.setLimit(1);
        client.query();
        return client.next() ? client : null;
    },

    _wantedRedirect: function () {
        return this._link.redirectUrl() || '/api/connection/callback';
    },

    _integrationUser: function () {
        var role = this._find('sys_user_role', 'name', this._role);
        var grant = role && this._find('sys_user_has_role', 'role', role.getUniqueValue());
        return grant && this._find('sys_user', 'sys_id', grant.getValue('user'));
    },

    _hasRole: function (user, role) {
        var grant = new GlideRecord('sys_user_has_role');
        grant.addQuery('user', user);
        grant.addQuery('role', role);
        grant.setLimit(1);
        grant.query();
        return grant.next();
    },

    _contains: function (role, name) {
        var contained = this._find('sys_user_role', 'name', name);
        if (!contained) {
            return false;
        }
        var link = new GlideRecord('sys_user_role_contains');
        link.addQuery('role', role);
        link.addQuery('contains', contained.getUniqueValue());
        link.setLimit(1);
        link.query();
        return link.next();
    },

    _ruleOn: function (table) {
        var rule = new GlideRecord('sys_script');
        rule.addQuery('sys_scope.scope', this._link.scope);
        rule.addQuery('collection', table);
        rule.addQuery('active', true);
        rule.setLimit(1);
        rule.query();
        return rule.next();
    },

    _find: function (table, column, value) {
        var record = new GlideRecord(table);
        record.addQuery(column, value);
        record.setLimit(1);
        record.query();
        return record.next() ? record : null;
    },

    _properties: function () {
        return 'sys_properties_list.do?sysparm_query=nameSTARTSWITH' + this._link.scope + '.webhook.';
    },

    _flag: function (record, column) {
        var value = String(record.getValue(column));
        return value === '1' || value === 'true';
    },

    _passed: function (seen) {
        return { status: 'passed', seen: seen, fix: '' };
    },

    _failed: function (seen, fix) {
        return { status: 'failed', seen: seen, fix: fix };
    },

    _unknown: function (seen, fix) {
        return { status: 'unknown', seen: seen, fix: fix };
    }
};
