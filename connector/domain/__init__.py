"""The rules of the connector: pure values and functions, no I/O, no clock, no logging."""
