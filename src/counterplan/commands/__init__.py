"""One module a command (or two that belong together). None of them imports JAX or the API before it is called."""
