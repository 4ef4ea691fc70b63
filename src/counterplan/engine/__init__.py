"""The quarter as a list, its compiled program, slices and checkpoints. It knows phases, not rules."""
