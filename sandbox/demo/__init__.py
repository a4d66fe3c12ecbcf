"""The main job from the first sign-in to followed tickets, done unattended on a sandbox of its own.

It uses what any user has: the app's HTTP contract, the real sign-in and consent pages, and ServiceNow itself.
"""
