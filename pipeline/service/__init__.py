"""The service: supervised processes, guarded web pages, alarms, backups."""
