"""The screen that takes employers' listings down or deletes them, in the place of Wagtail's own."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from boards.fields import TextField
from jobs.listings.models import JobPage
from jobs.submissions.services.packs import credits_of
from jobs.submissions.services.taking_down import delete, money_left, take_down, with_customers
from payments import gateway
from payments.money import format_total
from payments.permissions import may_refund

UNPUBLISH, DELETE = "unpublish", "delete"


class TakeDownForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=gettext_lazy("The employer reads it in an email."),
    )
    money = forms.ChoiceField(label=gettext_lazy("The money"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, total: str, postings: int = 0, may_refund: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not total and not postings:
            del self.fields["money"]
            return
        keep = ("keep", _("Keep it: nothing is refunded"))
        words = _("Refund what is left of it: %(sum)s") if total else _("Give back to its pack: %(sum)s")
        give = ("refund", words % {"sum": _what_goes_back(total, postings)})
        self.fields["money"].choices = [give, keep] if may_refund else [keep]  # type: ignore[attr-defined]

    @property
    def wants_refund(self) -> bool:
        return self.cleaned_data.get("money") == "refund"


def _what_goes_back(total: str, postings: int) -> str:
    """Name the money and the credits, such as “€99, 1 posting of a pack”."""
    of_packs = ngettext("%(count)d posting of a pack", "%(count)d postings of packs", postings)
    return ", ".join(filter(None, (total, of_packs % {"count": postings} if postings else "")))


def take_listings_down(request: HttpRequest) -> HttpResponse:
    """Ask for a reason, and what becomes of the money; then unpublish or delete the listings of `?id=`."""
    action = request.GET.get("do")
    pages = _chosen(request)
    if action not in (UNPUBLISH, DELETE) or not pages:
        raise Http404
    user = _user_who_may(request, pages, action)
    left = money_left(pages)
    total = format_total((amount, payment.currency) for payment, _intent, amount in left)
    postings = len(credits_of(pages))
    form = TakeDownForm(
        request.POST or None,
        total=total if left else "",
        postings=postings,
        may_refund=all(may_refund(user, payment) for payment, _intent, _amount in left),
    )
    if request.method == "POST" and form.is_valid():
        _do(request, pages, user, action, form)
        return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    context = {
        "title": _("Delete") if action == DELETE else _("Take down"),
        "pages": pages,
        "form": form,
        "text": _explain(action, total if left else "", postings),
        "is_serious": action == DELETE,
        "back": reverse("wagtailadmin_pages:edit", args=[pages[0].pk]),
    }
    return render(request, "submissions/admin/take_down.html", context)


def url_for(pages: list[int], action: str) -> str:
    return f"{reverse('listings_take_down')}?{urlencode([('do', action), *(('id', pk) for pk in pages)])}"


def _chosen(request: HttpRequest) -> list[JobPage]:
    ids = [int(each) for each in request.GET.getlist("id") if each.isdecimal() and len(each) < 10]
    return list(with_customers(JobPage.objects.filter(pk__in=ids)).order_by("pk"))


def _user_who_may(request: HttpRequest, pages: list[JobPage], action: str) -> User:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    for page in pages:
        permissions = page.permissions_for_user(user)
        if not (permissions.can_delete() if action == DELETE else permissions.can_unpublish()):
            raise PermissionDenied
    return user


def _explain(action: str, total: str, postings: int) -> str:
    what = (
        _("Nothing of it is left on the board. Its payments stay in the books.")
        if action == DELETE
        else _("Readers who follow its link see that it is closed.")
    )
    if postings:
        what += " " + ngettext(
            "It was paid with a posting of a pack, which you can give back.",
            "%(count)d of them were paid with postings of packs, which you can give back.",
            postings,
        ) % {"count": postings}
    if not total:
        return what
    return what + " " + _("%(sum)s of what its employer paid has not been refunded.") % {"sum": total}


def _do(request: HttpRequest, pages: list[JobPage], user: User, action: str, form: TakeDownForm) -> None:
    verb = delete if action == DELETE else take_down
    done = 0
    for page in pages:
        try:
            verb(page=page, user=user, reason=form.cleaned_data["reason"], refund=form.wants_refund)
        except gateway.GatewayError:
            messages.error(request, _refused(action) % {"title": page.title})
        else:
            done += 1
    if done:
        messages.success(
            request,
            ngettext(
                "%(count)d listing is taken down, and its employer is told by email.",
                "%(count)d listings are taken down, and their employers are told by email.",
                done,
            )
            % {"count": done},
        )


def _refused(action: str) -> str:
    if action == DELETE:
        return _(
            "“%(title)s” is not deleted: Stripe has not accepted the refund. Open its payment to see why."
        )
    return _("“%(title)s” is taken down, but Stripe refused the refund. Open its payment to see why.")


# --- Wagtail's own buttons lead here


def instead_of_wagtails(
    request: HttpRequest, pages: list[Page], action: str, *, below: bool
) -> HttpResponse | None:
    """Return the way to this screen when employers' listings are among the pages, or `below` them."""
    listings = JobPage.objects.filter(pk__in=[page.pk for page in pages])
    if below:
        for page in pages:
            listings |= JobPage.objects.descendant_of(page)
    if action == UNPUBLISH:
        listings = listings.filter(live=True)
    found = list(with_customers(listings).order_by("pk").values_list("pk", flat=True))
    if not found:
        return None
    if found != sorted(page.pk for page in pages):
        messages.warning(
            request,
            _(
                "Nothing has been changed yet. These listings come first: their employers have to be told why."
            ),
        )
    return redirect(url_for(found, action))
