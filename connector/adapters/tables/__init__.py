"""The stores over Azure Table Storage.

Table `tickets`, partition = tenant id. Rows, by prefix of their key:

    ticket_...        one ticket, newest first: the time in its id is inverted
    action_...        the open ticket of an improvement action
    pending_...       a ticket that waits for its record, oldest first
    idempotency_...   the ticket an Idempotency-Key made, for a day
    figure_...        counts, in shards so that writers do not queue up for one row

One transaction changes a ticket with all the rows that follow from it.

Table `connections`, by partition: connection, current, authorization, sync (`connection_rows`), throttle, checked,
lease, push, defaults, names_<tenant id>. Table `events`, partition = tenant id, newest first.
"""
