"""What is true under any institutions: ledger, production, matching, effort, search, food and demography, measures."""
