/**
 * The part of an instance that the application's scripts meet: scoped objects, tables, properties, requests.
 *
 * One line of JSON on stdin sets it up and says which script runs. A request that the script makes goes out as a line
 * and waits for the answer as another, as RESTMessageV2.execute() does. The last line is what the script returned.
 */
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const vm = require('vm');

let unread = Buffer.alloc(0);

function readLine() {
    const chunk = Buffer.alloc(65536);
    while (!unread.includes(10)) {
        const count = fs.readSync(0, chunk, 0, chunk.length, null);
        if (count === 0) {
            throw new Error('nobody answers');
        }
        unread = Buffer.concat([unread, chunk.subarray(0, count)]);
    }
    const end = unread.indexOf(10);
    const line = unread.subarray(0, end).toString('utf8');
    unread = unread.subarray(end + 1);
    return JSON.parse(line);
}

function writeLine(message) {
    fs.writeSync(1, JSON.stringify(message) + '\n');
}

const setup = readLine();
const warnings = [];

const gs = {
    getCurrentScopeName: () => setup.scope,
    getProperty: (name) => (name in setup.properties ? setup.properties[name] : null),
    hasRole: (name) => setup.roles.includes('admin') || setup.roles.includes(name),
    warn: (text, ...parts) => {
        warnings.push(text.replace(/\{(\d)\}/g, (_, index) => String(parts[index])));
    },
};

class CertificateEncryption {
    generateMac(key, algorithm, data) {
        if (algorithm !== 'HmacSHA256') {
            throw new Error('NoSuchAlgorithmException: ' + algorithm);
        }
        return crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(data, 'utf8').digest('base64');
    }
}

class GlideDateTime {
    getNumericValue() {
        return setup.nowMs;
    }
}

class RESTResponseV2 {
    constructor(answer) {
        this.#answer = answer;
    }
    #answer;
    getStatusCode() {
        return this.#answer.status;
    }
    getBody() {
        return this.#answer.body;
    }
    getHeader(name) {
        return this.#answer.headers[name] ?? null;
    }
    haveError() {
        return this.#answer.status === 0;
    }
    getErrorMessage() {
        return this.#answer.status === 0 ? 'Connection refused' : null;
    }
}

class RESTMessageV2 {
    #request = { method: '', url: '', headers: {}, body: '', timeoutMs: 0 };
    setHttpMethod(method) {
        this.#request.method = method.toUpperCase();
    }
    setEndpoint(url) {
        this.#request.url = url;
    }
    setHttpTimeout(milliseconds) {
        this.#request.timeoutMs = milliseconds;
    }
    setRequestHeader(name, value) {
        this.#request.headers[name] = value;
    }
    setRequestBody(body) {
        this.#request.body = body;
    }
    execute() {
        writeLine({ request: this.#request });
        const answer = readLine();
        if (answer.unreachable) {
            throw new Error('java.net.UnknownHostException');
        }
        return new RESTResponseV2(answer);
    }
}

class GlideRecord {
    #rows;
    #at = -1;
    constructor(table) {
        if (setup.refused.includes(table)) {
            throw new Error(`Read operation against '${table}' from scope '${setup.scope}' has been refused due to the `
                + "table's cross-scope access policy");
        }
        this.#rows = setup.tables[table] || [];
    }
    addQuery(column, operator, value) {
        const wanted = String(value === undefined ? operator : value);
        const contains = value !== undefined && operator === 'CONTAINS';
        this.#rows = this.#rows.filter((row) => {
            const text = String(row[column] ?? '');
            return contains ? text.includes(wanted) : text === wanted;
        });
    }
    orderByDesc(column) {
        this.#rows = [...this.#rows].sort((a, b) => String(b[column]).localeCompare(String(a[column])));
    }
    setLimit(count) {
        this.#rows = this.#rows.slice(0, count);
    }
    query() {}
    next() {
        this.#at += 1;
        return this.#at < this.#rows.length;
    }
    getValue(column) {
        const value = this.#rows[this.#at][column];
        return value === undefined ? null : value === true ? '1' : value === false ? '0' : String(value);
    }
    getUniqueValue() {
        return this.getValue('sys_id');
    }
    getTableName() {
        return setup.current.table;
    }
}

class AbstractAjaxProcessor {
    getParameter(name) {
        return setup.parameters[name] ?? null;
    }
}

function oneRecord(row) {
    setup.tables[row.table] = [row.values];
    const record = new GlideRecord(row.table);
    record.next();
    return record;
}

const context = vm.createContext({
    gs,
    CertificateEncryption,
    GlideCertificateEncryption: CertificateEncryption, // The name outside of scopes.
    GlideDateTime,
    GlideRecord,
    sn_ws: { RESTMessageV2 },
    global: { AbstractAjaxProcessor },
    Class: {
        create: () =>
            function (...parts) {
                if (this.initialize) {
                    this.initialize(...parts);
                }
            },
    },
    current: setup.current ? oneRecord(setup.current) : null,
    previous: null,
});
vm.runInContext('Object.extendsObject = function (parent, more) {'
    + ' return Object.assign(Object.create(parent.prototype), more); };', context);
for (const script of setup.includes) {
    vm.runInContext(script, context);
}
const result = vm.runInContext(setup.run, context);
writeLine({ result: result === undefined ? null : result, warnings });
