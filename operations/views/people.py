"""The superusers' screen to export and erase what is kept about a person."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from boards.fields import EmailField
from operations.people import Erased, erase, export


class PersonForm(forms.Form):
    address = EmailField(label=gettext_lazy("Email address"), max_length=254)
    sure = forms.BooleanField(label=gettext_lazy("Erase it: this cannot be undone"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "erase" in self.data and not cleaned.get("sure"):
            self.add_error("sure", _("Tick this to erase."))
        return cleaned


@never_cache
def personal_data(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not user.is_active or not getattr(user, "is_superuser", False):
        raise PermissionDenied
    form = PersonForm(request.POST if request.method == "POST" else None)
    erased: Erased | None = None
    if form.is_bound and form.is_valid():
        address = form.cleaned_data["address"]
        if "export" in request.POST:
            return _download(export(address))
        if "erase" in request.POST:
            erased = erase(address)
            form = PersonForm()
    return render(request, "operations/admin/personal_data.html", {"form": form, "erased": erased})


def _download(content: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response
