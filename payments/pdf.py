"""Write a receipt as a PDF of one page or more, for accountants' folders."""

from django.utils.translation import gettext as _
from fpdf import FPDF, Align, XPos, YPos

from boards.fonts import font_file
from payments.papers import Paper

# In millimetres, on A4.
MARGIN, LINE, COLUMN = 20.0, 6.0, 85.0
SIZE, SMALL, LARGE = 10, 9, 20
# With the letters of all languages of the boards, and of nearly all names. Without it only Western letters are drawn.
FONT, REGULAR, BOLD = "DejaVu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
GREY = 110


def pdf_of(paper: Paper) -> bytes:
    return bytes(_Writer(paper).write().output())


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.pdf = FPDF(format="A4")
        self.pdf.set_margin(MARGIN)
        self.pdf.c_margin = 0
        self.pdf.set_auto_page_break(True, MARGIN)
        self.pdf.set_lang(paper.language)
        self.pdf.set_title(f"{paper.title} {paper.number}")
        self.is_unicode = bool(font_file(REGULAR) and font_file(BOLD))
        if self.is_unicode:
            self.pdf.add_font(FONT, "", font_file(REGULAR))
            self.pdf.add_font(FONT, "B", font_file(BOLD))
        else:
            self.pdf.core_fonts_encoding = "cp1252"

    def write(self) -> FPDF:
        pdf, paper = self.pdf, self.paper
        pdf.add_page()
        self._text(paper.title, size=LARGE, bold=True)
        pdf.ln(LINE)
        top = pdf.get_y()
        self._block(_("Seller"), paper.seller, left=MARGIN)
        below_seller = pdf.get_y()
        pdf.set_y(top)
        self._block(_("Buyer"), paper.buyer, left=MARGIN + COLUMN)
        pdf.set_xy(MARGIN, max(below_seller, pdf.get_y()) + LINE)
        for label, value in paper.facts:
            self._pair(label, value)
        pdf.ln(LINE)
        self._rule()
        self._text(paper.what, bold=True)
        self._text(paper.listing)
        pdf.ln(LINE / 2)
        for label, value in paper.sums:
            self._pair(label, value, right=True)
        self._rule()
        self._pair(*paper.total, right=True, bold=True)
        pdf.ln(LINE)
        for note in paper.notes:
            self._text(note)
        for link in paper.links:
            self._text(link.label, link=link.url)
        return pdf

    def _block(self, heading: str, lines: list[str], *, left: float) -> None:
        for line, is_heading in [(heading, True), *((line, False) for line in lines)]:
            self.pdf.set_x(left)
            self._text(line, width=COLUMN, size=SMALL if is_heading else SIZE, grey=is_heading)

    def _pair(self, label: str, value: str, *, right: bool = False, bold: bool = False) -> None:
        """Write a label and its value side by side; with `right`, the value stands at the right margin."""
        width = COLUMN if right else COLUMN / 2
        top = self.pdf.get_y()
        self._text(label, width=width, grey=not bold, bold=bold)
        self.pdf.set_xy(MARGIN + width, top)
        self._text(value, align=Align.R if right else Align.L, bold=bold)

    def _rule(self) -> None:
        self.pdf.set_draw_color(GREY)
        self.pdf.line(MARGIN, self.pdf.get_y(), self.pdf.w - MARGIN, self.pdf.get_y())
        self.pdf.ln(LINE / 2)

    def _text(
        self,
        text: str,
        *,
        width: float = 0,
        size: int = SIZE,
        bold: bool = False,
        grey: bool = False,
        align: Align = Align.L,
        link: str = "",
    ) -> None:
        self.pdf.set_font(FONT if self.is_unicode else "Helvetica", "B" if bold else "", size)
        self.pdf.set_text_color(GREY if grey else 0)
        shown = text if self.is_unicode else text.encode("cp1252", "replace").decode("cp1252")
        height = LINE * size / SIZE
        self.pdf.multi_cell(width, height, shown, align=align, link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
