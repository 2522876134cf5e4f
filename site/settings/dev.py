from .base import *  # noqa: F403
SECRET_KEY = "insecure-development-key"  # noqa: S105
DEBUG = True
ALLOWED_HOSTS = ["*"]
