"""The portal in a real browser, through the running sandbox."""
