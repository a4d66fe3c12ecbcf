"""Telemetry by OpenTelemetry: spans, metrics and log records, and the way to Application Insights."""
