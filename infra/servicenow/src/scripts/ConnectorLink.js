/**
 * The connector at the other end: its address, the key shared with it, and signed requests.
 *
 * A signature is HMAC-SHA256, in base64, over "<unix seconds>.<body>". It travels beside the seconds in two headers, in
 * both directions. ECMAScript 5 only, so that any release since Kingston runs it.
 */
var ConnectorLink = Class.create();
ConnectorLink.prototype = {
    type: 'ConnectorLink',

    TIMEOUT_MS: 10000,
    WINDOW_S: 300,

    initialize: function () {
        this.scope = gs.getCurrentScopeName();
        this.enabled = this._property('enabled') === 'true';
        this.url = this._property('url');
        this._key = this._property('key');
    },

    /** Whether the address is the one the connector shows for a connection. */
    hasUrl: function () {
        return /^https:\/\/[^\s?#]+\/api\/webhooks\/servicenow\/[0-9a-f]{32}$/.test(this.url);
    },

    /** Whether the key has the form of one: 32 bytes in base64. */
    hasKey: function () {
        return /^[A-Za-z0-9+\/]{43}=$/.test(this._key);
    },

    /** The redirect URL that the OAuth client needs; '' while the address is not set. */
    redirectUrl: function () {
        return this.hasUrl() ? this.url.replace(/\/api\/webhooks\/.*$/, '/api/connection/callback') : '';
    },

    /**
     * Tell the connector where to look: ids only, for it reads the record itself.
     *
     * A push that fails is not repeated: the connector asks for changes every few minutes anyway.
     */
    push: function (table, sysId, correlationId) {
        if (!this.enabled || !this.hasUrl() || !this.hasKey()) {
            return false;
        }
        var answer = this._send('post', this.url, JSON.stringify({
            table: String(table),
            sysId: String(sysId),
            correlationId: String(correlationId || '')
        }));
        if (answer.status !== 202) {
            gs.warn('Secure Score connector: the push of {0} {1} was not taken: {2}', table, sysId, this._words(answer));
        }
        return answer.status === 202;
    },

    /**
     * What the connector says of its connection to this instance.
     *
     * Returns { status: HTTP status or 0, problem: '' or what went wrong, connection: the answer or null }. An answer
     * that is not signed with our key just now is not shown.
     */
    readStatus: function () {
        if (!this.hasUrl() || !this.hasKey()) {
            return { status: 0, problem: 'address or key is not set', connection: null };
        }
        var answer = this._send('get', this.url + '/status', '');
        if (answer.status !== 200) {
            return { status: answer.status, problem: this._words(answer), connection: null };
        }
        if (!this._isSigned(answer)) {
            return { status: 200, problem: 'the answer is not signed with the key', connection: null };
        }
        return { status: 200, problem: '', connection: JSON.parse(answer.body) };
    },

    _send: function (method, url, body) {
        var timestamp = String(this._now());
        try {
            var request = new sn_ws.RESTMessageV2();
            request.setHttpMethod(method);
            request.setEndpoint(url);
            request.setHttpTimeout(this.TIMEOUT_MS);
            request.setRequestHeader('Accept', 'application/json');
            request.setRequestHeader('X-Connector-Timestamp', timestamp);
            request.setRequestHeader('X-Connector-Signature', this._sign(timestamp, body));
            if (body) {
                request.setRequestHeader('Content-Type', 'application/json');
                request.setRequestBody(body);
            }
            return this._read(request.execute());
        } catch (error) {
            return { status: 0, body: '', problem: String(error.message || error) };
        }
    },

    _read: function (response) {
        return {
            status: Number(response.getStatusCode()),
            body: String(response.getBody() || ''),
            timestamp: this._header(response, 'X-Connector-Timestamp'),
            signature: this._header(response, 'X-Connector-Signature'),
            problem: response.haveError() ? String(response.getErrorMessage() || '') : ''
        };
    },

    /* A proxy between may have written the names small. */
    _header: function (response, name) {
        return String(response.getHeader(name) || response.getHeader(name.toLowerCase()) || '');
    },

    _isSigned: function (answer) {
        var age = Math.abs(this._now() - Number(answer.timestamp));
        return age <= this.WINDOW_S && this._same(answer.signature, this._sign(answer.timestamp, answer.body));
    },

    _same: function (left, right) {
        var difference = left.length ^ right.length;
        for (var i = 0; i < right.length; i++) {
            difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
        }
        return difference === 0;
    },

    _sign: function (timestamp, body) {
        return String(new CertificateEncryption().generateMac(this._key, 'HmacSHA256', timestamp + '.' + body));
    },

    _now: function () {
        return Math.floor(new GlideDateTime().getNumericValue() / 1000);
    },

    _property: function (name) {
        return String(gs.getProperty(this.scope + '.webhook.' + name) || '').trim();
    },

    _words: function (answer) {
        return answer.status > 0 ? 'HTTP ' + answer.status : 'no answer: ' + answer.problem;
    }
};
