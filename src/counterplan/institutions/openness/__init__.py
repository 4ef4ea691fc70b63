"""How much of the world's technique and trade is within reach."""
