/** Answers the pages of this application, in JSON: { rows: [{ title, status, seen, fix, link }] } or { problem }. */
var ConnectorPages = Class.create();
ConnectorPages.prototype = Object.extendsObject(global.AbstractAjaxProcessor, {
    type: 'ConnectorPages',

    /** What the page `sysparm_page` shows. */
    answer: function () {
        var link = new ConnectorLink();
        if (!gs.hasRole(link.scope + '.admin')) {
            return JSON.stringify({ problem: 'The role ' + link.scope + '.admin is needed.' });
        }
        var page = String(this.getParameter('sysparm_page'));
        if (page === 'checklist') {
            return JSON.stringify({ rows: new InstallationChecklist(link).steps() });
        }
        return JSON.stringify(this._status(link));
    },

    _status: function (link) {
        var answer = link.readStatus();
        if (!answer.connection) {
            return { problem: 'The connector does not say how it is: ' + answer.problem };
        }
        var told = answer.connection;
        var connected = told.status === 'connected';
        var user = told.integrationUser;
        return {
            rows: [
                this._row('Connection', connected ? 'passed' : 'failed', told.status),
                this._row('Instance', '', told.instance),
                this._row('Integration user', '', user ? user.displayName + ' (' + user.name + ')' : ''),
                this._row('Consent given', '', told.consentedAt),
                this._row('Days of consent left', told.warningDays === null ? '' : 'failed', told.daysLeft),
                this._row('Last success', '', told.lastSuccessAt),
                this._row('Last error', '', told.lastError ? told.lastError.at + ': ' + told.lastError.message : ''),
                this._row('Push from this instance', '', link.enabled ? 'on' : 'off')
            ]
        };
    },

    _row: function (title, status, seen) {
        var text = seen === null || seen === undefined ? '' : String(seen);
        return { title: title, status: status, seen: text, fix: '', link: '' };
    }
});
