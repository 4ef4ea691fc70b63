"""How outputs, inputs and goods find their users."""
