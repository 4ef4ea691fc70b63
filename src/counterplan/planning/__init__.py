"""Plan engines on plain arrays: balances, facilitation, linear programmes over years, labour time, boards, and carrying plans out."""
