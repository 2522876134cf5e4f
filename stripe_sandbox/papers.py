"""Invoices and credit notes for people: the hosted page, and a PDF of plain lines."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

from stripe_sandbox import money
from stripe_sandbox.objects import Object
from stripe_sandbox.render import format_time, page
from stripe_sandbox.sandbox import Sandbox

# An A4 page in points; the first line's place and the distance between lines.
_WIDTH, _HEIGHT, _TOP, _LEADING = 595, 842, 780, 18


def show_invoice(sandbox: Sandbox, invoice_id: str) -> Response:
    invoice = _finalized(sandbox, invoice_id)
    if invoice is None:
        return _missing()
    notes = sandbox.world.store.all("credit_note", {"invoice": invoice_id})
    return page(
        "paper.html",
        title=f"Invoice {invoice['number']}",
        lines=_invoice_lines(invoice),
        pdf=f"/invoices/{invoice_id}/pdf",
        notes=[{"number": note["number"], "pdf": f"/credit-notes/{note['id']}/pdf"} for note in notes],
    )


def invoice_pdf(sandbox: Sandbox, invoice_id: str) -> Response:
    invoice = _finalized(sandbox, invoice_id)
    if invoice is None:
        return _missing()
    return _pdf(invoice["number"], [f"Invoice {invoice['number']}", "", *_invoice_lines(invoice)])


def credit_note_pdf(sandbox: Sandbox, note_id: str) -> Response:
    note = sandbox.world.store.find("credit_note", note_id)
    if note is None:
        return page("notice.html", 404, title="No such credit note", text="There is none at this address.")
    invoice = sandbox.world.store.get("invoice", note["invoice"])
    lines = [
        f"Credit note {note['number']}",
        "",
        f"For invoice {invoice['number']}",
        *_sums(note),
        f"Issued on {format_time(note['created'])}",
    ]
    return _pdf(note["number"], lines)


def _finalized(sandbox: Sandbox, invoice_id: str) -> Object | None:
    invoice = sandbox.world.store.find("invoice", invoice_id)
    return invoice if invoice is not None and invoice["number"] else None


def _missing() -> Response:
    return page("notice.html", 404, title="No such invoice", text="There is no invoice at this address.")


def _invoice_lines(invoice: Object) -> list[str]:
    where = invoice["customer_address"] or {}
    place = [where.get("line1"), where.get("postal_code"), where.get("city"), where.get("country")]
    address = ", ".join(part for part in place if part)
    return [
        f"Billed to {invoice['customer_name'] or invoice['customer_email']}",
        *([address] if address else []),
        *[f"Tax ID {tax_id['value']}" for tax_id in invoice["customer_tax_ids"]],
        *[f"{field['name']}: {field['value']}" for field in invoice["custom_fields"] or []],
        *[str(line["description"]) for line in invoice["lines"]["data"]],
        *_sums(invoice),
        f"Paid on {format_time(invoice['created'])}",
    ]


def _sums(paper: Object) -> Iterable[str]:
    def amount(value: int) -> str:
        return money.formatted(value, paper["currency"])

    yield f"Total excluding tax: {amount(paper['total_excluding_tax'])}"
    yield f"Tax: {amount(paper['total'] - paper['total_excluding_tax'])}"
    yield f"Total: {amount(paper['total'])}"


def _pdf(name: str, lines: Iterable[str]) -> Response:
    """Write one page in Helvetica; letters that its encoding has not become question marks."""
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 12 Tf {_LEADING} TL 56 {_TOP} Td\n{shown}ET".encode("cp1252", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 5 0 R"
        " /Resources << /Font << /F1 4 0 R >> >> >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    body += b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/pdf", headers=headers)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
