"""What must hold: columns, tables, rules, and the suites that check them."""
