"""Plan engines on plain arrays: material balances, facilitation by indicative prices, and carrying plans out."""
