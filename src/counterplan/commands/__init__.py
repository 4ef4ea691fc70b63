"""One module a command (or two that belong together). Nothing heavy is imported before one is called."""
