"""What an upload raises when the disk is full or the bucket is away."""

from botocore.exceptions import BotoCoreError, ClientError

# Errors of the disk, of the way to the bucket, and the bucket's own refusals.
STORAGE_ERRORS: tuple[type[Exception], ...] = (OSError, BotoCoreError, ClientError)
