"""Make a page that can only be looked at: for the preview, which must not lead anywhere."""

from bs4 import BeautifulSoup

# HTML allows these on links with a target alone.
OF_TARGETS = ("href", "target", "rel", "download", "hreflang", "type", "ping", "referrerpolicy")
CONTROLS = ("button", "input", "select", "textarea")


def without_ways_out(html: str, *, note: str = "", alone: bool = False) -> str:
    """Take the targets of links and forms out of the page, and write `note`, if any, on top of it.

    `alone` keeps the listing and nothing of the site around it, for a frame inside another page of the site.
    """
    page = BeautifulSoup(html, "html.parser")
    if alone:
        _keep_main(page)
    for skip in page.select("a.skip"):
        # It would lead past the note, and nowhere.
        skip.decompose()
    for link in page.select("a[href], area[href]"):
        for attribute in OF_TARGETS:
            del link[attribute]
    for form in page.find_all("form"):
        del form["action"]
        for control in form.find_all(CONTROLS):
            control["disabled"] = ""
    for script in page.find_all("script"):
        # Scripts would search, count and copy addresses; data for search engines has no place here.
        script.decompose()
    if note and page.body is not None:
        # A landmark, so that a screen reader's list of the page's parts has it.
        aside = page.new_tag("aside", attrs={"class": "preview-note", "aria-label": note.partition(":")[0]})
        aside.append(page.new_tag("p", string=note))
        page.body.insert(0, aside)
    return str(page)


def _keep_main(page: BeautifulSoup) -> None:
    """Drop what is around the main part, and in it what leads on from the listing."""
    for element in page.select("body > :not(main), main :is(.similar, .back, .share)"):
        element.decompose()
