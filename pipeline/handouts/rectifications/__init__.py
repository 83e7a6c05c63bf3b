"""The rectification ledger (整改台账) as workbooks that go out to teams and departments and come back with replies."""
