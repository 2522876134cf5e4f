"""Listings about products and places, and about the work of designing itself."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="honeydraft-editor",
        title="Senior Product Designer, Editor",
        employer="honeydraft",
        category="product",
        tags=("Interaction design", "Prototyping", "Accessibility", "Figma"),
        places=(("GB", "London"),),
        remote="hybrid",
        pay=Pay(68_000, 82_000, "GBP"),
        apply="https://honeydraft.example/jobs/editor",
        plan="Cover",
        days_ago=1.1,
        description="""\
Two people type in the same sentence. One of them is deleting it. What should each of them see?

Honeydraft is a writing tool for newsrooms and publishers, and the editor is its heart: a page, a
cursor, and several hundred decisions nobody should ever notice. You would be responsible for that page.

## The problems on it

- **Together.** Comments, suggestions and live cursors began as three features. They ought to be one
  idea.
- **Under pressure.** At five to six, with the presses waiting, people don’t read dialogs.
- **For everyone.** Four of our customers’ star writers use screen readers. The editor works for them,
  barely. We’d like *well*.

## The way we work

Designers here prototype in code or in something close to it, because static pictures lie about typing.
A small team, one designer with four engineers, ships on Wednesdays. Every second week you spend a
morning in somebody’s newsroom, saying nothing.

## You

Have designed something people use all day. Can explain a tiny decision at length and a large one
briefly. Like text.

£68,000 to £82,000, 28 days of leave plus bank holidays, six months’ full parental pay. Clerkenwell,
Tuesdays and Wednesdays.
""",
    ),
    Listing(
        key="tidepenny-shared-money",
        title="Product Designer, Shared Money",
        employer="tidepenny",
        category="product",
        tags=("Interaction design", "User research", "iOS", "Android"),
        places=(("GB", "London"), ("GB", "Cardiff")),
        remote="hybrid",
        pay=Pay(58_000, 70_000, "GBP"),
        apply="https://tidepenny.example/careers/shared-money",
        days_ago=3.2,
        description="""\
Who pays for the cat? In a flat of four it’s a question of accounting. Between two people who are
separating it’s something else. Our app is used in both.

Tidepenny keeps shared budgets for couples, flats, families, and, increasingly, for grown-up children
looking after a parent’s money. That last group found us by themselves and has been bending the product
to fit. You’d design it for them on purpose.

It begins with six weeks of research, much of it at kitchen tables. We know a few of the questions: what
may a carer see, and what not? How do you take over gradually, and hand back? How does the bank’s idea
of a “power of attorney” meet a family’s?

We want a designer with good craft on both phone platforms, who’s careful with power (who can lock out
whom), and who has talked a team *out* of a feature at least once.

There’s an engineer and a researcher waiting for you, and a panel of forty families.

London or Cardiff, two days. 35 hours, £58,000 to £70,000, 30 days of leave plus bank holidays, carers’
leave that we actually wish you to take.
""",
    ),
    Listing(
        key="fernhaul-design-operations",
        title="Design Operations Lead",
        employer="fernhaul",
        category="design-ops",
        tags=("DesignOps", "Design systems", "Hiring", "Figma"),
        places=(("DK", "Copenhagen"),),
        remote="hybrid",
        pay=Pay(52_000, 60_000, "DKK", "month"),
        apply="https://fernhaul.example/jobs/design-operations",
        plan="Cover",
        days_ago=2.2,
        description="""\
Twenty-six designers, nine teams, four time zones of opinion on how to name a layer. The work is good.
Getting it done is more tiring than it should be, and our designers said so, with examples, in a survey
we’ve pinned up by the coffee machine.

We rent furniture to offices and homes, take it back, mend it, and rent it again. Design covers the
shop, the warehouse tools, the labels, and the chair itself now and then.

As lead for design operations you would have a budget, a seat with the heads of product and engineering,
and these to begin with:

1. **Hiring** takes 71 days. Candidates deserve an answer within a fortnight.
2. **Critique** happens for whoever dares to ask. Make it a right.
3. **The system** has three libraries, each named Core.
4. **Growth.** There’s a ladder with no rungs between “senior” and “leaves”.

You won’t manage designers; you’ll manage the conditions. You’ve done this before, or have been the
designer who did it unofficially for everyone.

37 hours, 52,000 to 60,000 DKK a month plus a pension of 9 %, six weeks of leave. Nordhavn, three days a
week, and rented chairs that are very good indeed.
""",
    ),
    Listing(
        key="fernhaul-returns",
        title="Product Designer, Returns",
        employer="fernhaul",
        category="product",
        tags=("Service design", "Prototyping", "Logistics"),
        places=(("DK", "Copenhagen"),),
        remote="hybrid",
        pay=Pay(44_000, 51_000, "DKK", "month"),
        apply="https://fernhaul.example/jobs/returns",
        days_ago=27.8,
        description="""\
Every chair we rent comes back. That’s the business. It comes back scratched, or reupholstered by a
customer with ideas, or as a different chair.

You’d design what happens next, for two people: the customer who wants it gone by Friday, and the
colleague in the warehouse who has ninety seconds to decide whether it’s to be cleaned, mended, or taken
apart. At present both fill in the same form. Neither likes it.

The warehouse runs on a tablet in a rubber sleeve. You’ll want to design for gloves, glare, and sixteen
languages, so pictures do the work. Bring a love of dull detail: a state diagram of a returned sofa is a
thing of beauty, and ours has 41 states, of which we think nine are real.

We look for two to five years of product or service design, with something physical in it. You sketch in
front of others. You’re glad to be told by a man on a forklift that it won’t work.

37 hours, pension of 9 % on top, six weeks of leave. Two days a week in Nordhavn and one in the
warehouse in Køge.
""",
    ),
    Listing(
        key="ordinary-machines-exhibition",
        title="Exhibition Graphic Designer, Twelve Months",
        employer="ordinary-machines",
        category="editorial",
        tags=("Exhibition", "Wayfinding", "Typography", "Accessibility"),
        places=(("GB", "Manchester"),),
        employment="temporary",
        pay=Pay(30_000, 33_000, "GBP"),
        apply="https://ordinary-machines.example/about/jobs/graphics",
        plan="Community",
        days_ago=5.1,
        description="""\
The Museum of Ordinary Machines collects what other museums leave out: can openers, parking meters, the
second-best typewriter. Next spring we open *Out of Order*, an exhibition about things that don’t work,
and we need a graphic designer for a year to make it legible.

**You’ll design** about 260 labels (we’re proud of our labels), large wall texts, a floor plan for
people who don’t read plans, and a small book. Everything comes in large print, and much of it in
Braille and British Sign Language video, planned together from the start rather than at the end.

**You’ll work with** two curators, a workshop that can build anything from plywood, and a panel of
visitors who’ll tell you where they got lost.

**We’re looking for** typographic care at sizes from 9 point to 90 centimetres, some experience of
making things for spaces, and a sense of humour about toasters.

**The post** is a fixed term of twelve months, full time, on site in Ancoats, at £30,000 to £33,000 with
the local government pension. 27 days of leave, plus bank holidays. We’re a charity, and we interview in
the museum, so that you can look round first.
""",
    ),
    Listing(
        key="calmbarrow-recovery",
        title="Product Designer, Recovery at Home",
        employer="calmbarrow",
        category="product",
        tags=("Accessibility", "Health", "Service design", "Prototyping"),
        places=(("NL", "Amsterdam"),),
        remote="hybrid",
        pay=Pay(54_000, 66_000, "EUR"),
        apply="https://calmbarrow.example/jobs/recovery",
        days_ago=0.4,
        state=State.UNPAID,
        description="""\
Someone comes home with a new hip. There’s a leaflet, a bag of pills, and our app. For the following
ninety days we’re the nearest thing to a nurse in the room.

Our users are 71 on average. Some have never installed an app before and some used to programme
computers with punched cards; nobody wants to be talked down to. They tire quickly. Their hands shake.
They are, in user tests, very funny.

You’d design the daily rhythm: what we ask, what we show, when we say nothing, and above all when we say
*ring the hospital now*. That last screen has been through eleven versions. We believe there’s a
twelfth.

You should have shipped a product where accessibility was the starting point. Medical devices have
rules, and you’d learn them; a regulatory colleague sits at the same table and is good company.

32 to 40 hours. 8 % holiday allowance on top of the range, 27 days of leave, a pension mostly paid by
us. Amsterdam, two days; and a day each month at a partner hospital, in sensible shoes.
""",
    ),
    Listing(
        key="quartoleaf-design-system",
        title="Design Systems Designer",
        employer="quartoleaf",
        category="design-ops",
        tags=("Design systems", "Design tokens", "CSS", "Typography"),
        places=(("US", "New York, NY"),),
        regions=("north_america",),
        remote="remote",
        pay=Pay(115_000, 140_000, "USD"),
        apply="https://quartoleaf.example/jobs/design-systems",
        days_ago=10.3,
        description="""\
Quartoleaf makes a reading app. There are few buttons in it, and they’re on the screen for about four
seconds an hour. The other 3,596 belong to the text, and that is what our design system is about.

So it isn’t the usual sort. Instead of nineteen kinds of card it holds 140 decisions on paragraphs:
measure, leading, indents, what a block quote does at 200 % zoom, how a poem wraps on a watch. They live
as tokens and as CSS, they’re tested in eleven scripts, and they’re shared by iOS, Android, the web, and
e-paper.

You’d keep it together with an engineer. You’d write the reasons down, hold office hours, and refuse
things with grace. Early on you’d take charge of *dark*, at present an inversion with excuses.

We’re after typographic depth first, systems experience second, and some comfort in CSS. Show us a rule
you made and later abandoned.

Remote in North America, or at our place in Brooklyn, which is mainly bookshelves. One level, one range.
Health cover in full, four weeks of leave as a minimum, and a book allowance that nobody has managed to
exhaust.
""",
    ),
)
