"""Send the admin's own forms, as a browser would: every field as it stands, then what is changed."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client


def send_form(client: Client, url: str, *, form: str = "main form[method=post i]", **changes: Any) -> Any:
    """Fetch the page, fill in the form (a CSS selector), and send it. Redirects are followed."""
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    found = BeautifulSoup(answer.content, "html.parser").select_one(form)
    assert found is not None, f"no form at {url}"
    action = str(found.get("action") or url)
    return client.post(action, fields_of(found) | changes, follow=True, headers={"Referer": url})


def fields_of(form: Tag) -> dict[str, Any]:
    """What the form would send if only its unnamed button were pressed."""
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in ("submit", "button", "file") or field.has_attr("disabled"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        data.setdefault(name, []).extend(_values(field))
    return data


def _values(field: Tag) -> list[str]:
    if field.name == "select":
        return [str(option.get("value", "")) for option in field.select("option[selected]")]
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    return [str(field.get("value", "on" if field.get("type") == "checkbox" else ""))]


def messages_of(answer: HttpResponse) -> str:
    """The text of the messages on top of an admin page, and of the errors of its form."""
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(
        found.get_text(" ", strip=True)
        for found in page.select(".messages, .w-message, .error-message, .help-critical")
    )
