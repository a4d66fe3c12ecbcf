"""ServiceNow: its OAuth server, its Table and Batch API, and the one table that maps tickets to records."""
