"""Shares Microsoft Secure Score improvement actions to ServiceNow and follows the tickets."""
