"""Blueprints: parse, call one verb, answer. The one part that needs the Functions host."""
