/* Both pages: ask ConnectorPages for the rows of this page, and show them as text. */
(function () {
    var place = /([^\/]+)_(checklist|status)\.do$/.exec(window.location.pathname);
    var COLOURS = { passed: '#1f8476', failed: '#c83c36', unknown: '#74777a' };

    function element(name, text, parent) {
        var made = document.createElement(name);
        made.textContent = text;
        parent.appendChild(made);
        return made;
    }

    function heading(text, scope, line) {
        var cell = element('th', text, line);
        cell.scope = scope;
        cell.style.textAlign = 'left';
    }

    function showStatus(status, cell) {
        var mark = element('strong', status, cell);
        mark.style.color = COLOURS[status] || 'inherit';
    }

    function showRow(row, body) {
        var line = element('tr', '', body);
        heading(row.title, 'row', line);
        showStatus(row.status, element('td', '', line));
        element('td', row.seen, line).style.overflowWrap = 'anywhere';
        var fix = element('td', row.status === 'passed' ? '' : row.fix, line);
        if (row.link) {
            fix.appendChild(document.createTextNode(' '));
            element('a', 'Open', fix).href = row.link;
        }
    }

    function show(answer) {
        var rows = document.getElementById('connector-rows');
        rows.textContent = '';
        if (answer.problem) {
            element('p', answer.problem, rows).setAttribute('role', 'alert');
            return;
        }
        var table = element('table', '', rows);
        table.className = 'table';
        var titles = element('tr', '', element('thead', '', table));
        ['', 'Status', 'Seen', 'What to do'].forEach(function (title) {
            heading(title, 'col', titles);
        });
        var body = element('tbody', '', table);
        answer.rows.forEach(function (row) {
            showRow(row, body);
        });
    }

    function ask() {
        var question = new GlideAjax(place[1] + '.ConnectorPages');
        question.addParam('sysparm_name', 'answer');
        question.addParam('sysparm_page', place[2]);
        question.getXMLAnswer(function (text) {
            show(text ? JSON.parse(text) : { problem: 'The instance did not answer.' });
        });
    }

    if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', ask);
    } else {
        ask();
    }
})();
