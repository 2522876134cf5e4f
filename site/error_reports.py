"""Django's own error pages and error emails, without tokens (DEFAULT_EXCEPTION_REPORTER)."""

from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from log_masks import mask


class MaskingReporter(ExceptionReporter):
    """Mask all of a report: address, headers, cookies, form, local variables, settings."""

    def get_traceback_html(self) -> SafeString:
        return SafeString(mask(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return SafeString(mask(super().get_traceback_text()))
