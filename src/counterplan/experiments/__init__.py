"""Designs and ensembles of runs: which cells are computed, where, and how what was interrupted goes on."""
