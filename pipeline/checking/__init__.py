"""Before delivery: what a team's own workbooks would be sent back for, or doubted for."""
