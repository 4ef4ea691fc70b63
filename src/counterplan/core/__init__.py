"""The vocabulary: variables, rules and what they return, systems, scenarios, named draws, errors. Imports nothing of ours."""
