"""Ask for a second factor in both admins: of whom the setting names, and of everybody who has set one up."""

import time
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail_2fa.forms import TokenForm
from wagtail_2fa.middleware import VerifyUserMiddleware


class SecondFactorMiddleware(VerifyUserMiddleware):
    """wagtail-2fa's middleware, which asks everybody or nobody, and on the pages for readers too."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Elsewhere nothing needs it, and looking at the user would read the session of every reader.
        if not request.path_info.startswith((reverse("wagtailadmin_home"), reverse("admin:index"))):
            return self.get_response(request)
        return super().__call__(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Answer 404 for a device that does not exist, where wagtail-2fa lets the error through."""
        if isinstance(error, TOTPDevice.DoesNotExist):
            raise Http404 from error

    def _require_verified_user(self, request: HttpRequest) -> bool:
        # A private name of wagtail-2fa 1.8; home/tests/test_second_factor.py fails when it goes.
        user: Any = request.user
        needed = user.is_authenticated and (
            is_demanded_of(user) or django_otp.user_has_device(user, confirmed=True)
        )
        # wagtail-2fa's menu reads this.
        user.enable_2fa = needed
        return needed and bool(super()._require_verified_user(request))


class CodeForm(TokenForm):
    """Take the code of any of the user's devices, or a one-time code from the operator.

    django-otp 1.7 wants the device to be chosen first, for which wagtail-2fa 1.8 has no field. A code that fits no
    device counts against the first one alone.
    """

    def _chosen_device(self, user: Any) -> Device | None:
        token = self.cleaned_data.get("otp_token", "")
        if not token.isdecimal():
            return StaticDevice.objects.devices_for_user(user, confirmed=True).first()
        apps = list(TOTPDevice.objects.devices_for_user(user, confirmed=True))
        return next((device for device in apps if _shows(device, int(token))), next(iter(apps), None))


def _shows(device: TOTPDevice, code: int) -> bool:
    """Whether the device shows this code now; nothing is counted or used up."""
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = time.time()
    return bool(clock.verify(code, device.tolerance, device.last_t + 1))


def is_demanded_of(user: Any) -> bool:
    if settings.SECOND_FACTOR == "everybody":
        return True
    return settings.SECOND_FACTOR == "superusers" and bool(user.is_superuser)


@require_safe
def login_of_django_admin(request: HttpRequest) -> HttpResponse:
    """Lead to the one login that there is."""
    if request.user.is_authenticated:
        # Signed in, but not for this: the login would send them straight back.
        raise PermissionDenied
    return redirect_to_login(
        request.GET.get("next") or reverse("admin:index"), login_url=reverse("wagtailadmin_login")
    )
