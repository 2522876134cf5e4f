"""Send error reports to Sentry, without personal data and without the tokens of links."""

import sentry_sdk

from log_masks import mask_report


def report_errors(*, dsn: str, environment: str) -> None:
    """Start Sentry's client; without a DSN nothing is reported."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        before_send=mask_report,
        before_send_transaction=mask_report,
        before_breadcrumb=mask_report,
        # Contacts' names and addresses, and what they typed, stay here.
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
    )
