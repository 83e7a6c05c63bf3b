"""经济收入调查表: one form per household, three years side by side, for Word and as PDF."""
