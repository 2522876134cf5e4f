class BackupError(Exception):
    """What an operator has to know, in one plain sentence."""
