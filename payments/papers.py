"""What receipts say, for pages, PDF and emails alike: one place for their words and sums."""

from collections.abc import Callable
from dataclasses import dataclass, field

from babel import Locale
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.models import Payment, PaymentSettings, Receipt
from payments.money import format_money
from payments.prices import payment_label

# Stripe's words for brands; of others the first letter is made a capital.
BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}
DEBITS = frozenset(
    {"sepa_debit", "bacs_debit", "us_bank_account", "acss_debit", "au_becs_debit", "nz_bank_account"}
)


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Paper:
    """A receipt in words. `facts` and `sums` are pairs of a label and its value."""

    title: str
    number: str
    language: str
    seller: list[str]
    buyer: list[str]
    facts: list[tuple[str, str]]
    what: str
    listing: str
    sums: list[tuple[str, str]]
    total: tuple[str, str]
    notes: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def paper_of(receipt: Receipt) -> Paper:
    payment = receipt.payment
    return Paper(
        title=_("Refund receipt") if receipt.is_refund else _("Receipt"),
        number=receipt.number,
        language=get_language() or "en",
        seller=_lines(receipt.seller_name, receipt.seller_address, _tax_number(receipt.seller_tax_id)),
        buyer=_lines(
            receipt.buyer_name,
            _address(receipt.buyer_address),
            _tax_number(receipt.buyer_tax_id),
            payment.payer_email,
        ),
        facts=[(label, value) for label, value in _facts(receipt) if value],
        what=payment.description,
        listing=payment.current_title,
        sums=_sums(receipt),
        total=(_("Refunded") if receipt.is_refund else _("Total paid"), receipt.total_label),
        notes=_notes(receipt),
        links=document_links(receipt),
    )


def document_links(receipt: Receipt) -> list[Link]:
    """List Stripe's own papers."""
    words = {"number": receipt.document_number}
    if receipt.is_refund:
        links = [(_("Credit note %(number)s (PDF)") % words, receipt.document_pdf)]
    else:
        links = [
            (_("Invoice %(number)s") % words, receipt.document_url),
            (_("Invoice %(number)s (PDF)") % words, receipt.document_pdf),
        ]
    return [Link(label, url) for label, url in links if url]


def method_label(receipt: Receipt) -> str:
    """Say how was paid, such as “Visa ending in 4242”."""
    words = {"brand": _brand(receipt.method_brand or receipt.method), "digits": receipt.method_last4}
    if receipt.method in DEBITS:
        return (
            _("bank debit, account ending in %(digits)s") % words if receipt.method_last4 else _("bank debit")
        )
    if receipt.method_last4:
        return _("%(brand)s ending in %(digits)s") % words
    return words["brand"]


# Says in words what stood in for a charge, or nothing when the payment is not of its kind.
Settled = Callable[[Payment], str]
_settled_otherwise: list[Settled] = []


def say_how_settled(function: Settled) -> None:
    """Ask this function too why nothing was charged for a payment: rooms above settle payments in their own ways."""
    if function not in _settled_otherwise:
        _settled_otherwise.append(function)


def nothing_paid(payment: Payment) -> str:
    """Say why nothing was paid for a settled payment; nothing for one that was paid."""
    for function in _settled_otherwise:
        if words := function(payment):
            return words
    if payment.is_waived:
        return _("Nothing to pay: the editors have waived it.")
    if not payment.is_settled:
        return ""
    if payment.amount == 0:
        return _("Nothing to pay: it is free.")
    if payment.is_discounted_to_nothing:
        return _("Discounted to nothing: the code covered the whole price of %(sum)s.") % {
            "sum": payment_label(payment)
        }
    return ""


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    payment = receipt.payment
    return [
        (_("Number"), receipt.number),
        (_("Date"), formats.date_format(timezone.localtime(receipt.issued_at), "DATE_FORMAT")),
        (_("For receipt"), _charge_number(receipt) if receipt.is_refund else ""),
        (_("Credit note") if receipt.is_refund else _("Invoice"), receipt.document_number),
        (_("PO number"), payment.purchase_order),
        (_("Cost centre"), payment.cost_centre),
        (_("Refunded to") if receipt.is_refund else _("Paid by"), method_label(receipt)),
        (_("Reference"), str(payment.uuid)),
    ]


def _sums(receipt: Receipt) -> list[tuple[str, str]]:
    def money(amount: int) -> str:
        return format_money(amount, receipt.payment.currency)

    sums = []
    if not receipt.is_refund:
        # In the words of the plan's card, with the board's settings as they are now only where they agree with it.
        sums.append((_("Price"), _price(receipt)))
        if receipt.discount:
            sums.append((_("Discount"), money(-receipt.discount)))
    if receipt.net is not None and receipt.tax is not None:
        sums.append((_("Net"), money(receipt.net)))
        sums.append((receipt.tax_name or _("Tax"), money(receipt.tax)))
    return sums


def _price(receipt: Receipt) -> str:
    payment = receipt.payment
    rules = PaymentSettings.of(payment.site)
    plain = format_money(payment.amount, payment.currency)
    agrees = bool(receipt.tax) == rules.is_taxed
    return payment_label(payment) if agrees else plain


def _notes(receipt: Receipt) -> list[str]:
    notes = []
    if receipt.refund is not None and receipt.refund.came_to_nothing:
        notes.append(_("This refund failed on its way: the money did not go back."))
    if receipt.total == 0:
        notes.append(nothing_paid(receipt.payment))
    if receipt.awaits_document:
        notes.append(
            _("Stripe is still writing the credit note.")
            if receipt.is_refund
            else _("Stripe is still writing the invoice.")
        )
    return [note for note in notes if note]


def _charge_number(receipt: Receipt) -> str:
    charge = receipt.payment.receipts.for_charges().first()
    return charge.number if charge is not None else ""


def _tax_number(number: str) -> str:
    return _("Tax number: %(number)s") % {"number": number} if number else ""


def _address(address: str) -> str:
    """Write the country, which Stripe gives as a code in the last line, as a name."""
    *lines, last = address.split("\n")
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return "\n".join([*lines, locale.territories.get(last, last)])


def _lines(*parts: str) -> list[str]:
    return [line.strip() for part in parts for line in part.splitlines() if line.strip()]


def _brand(name: str) -> str:
    return BRANDS.get(name, name.replace("_", " ").capitalize())
