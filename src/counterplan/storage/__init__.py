"""Run folders: what a run was given, its finished units, and the results; nothing half-written counts."""
