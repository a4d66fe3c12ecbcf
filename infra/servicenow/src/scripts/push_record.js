(function executeRule(current, previous /* null when async */) {
    new ConnectorLink().push(current.getTableName(), current.getUniqueValue(), current.getValue('correlation_id'));
})(current, previous);
