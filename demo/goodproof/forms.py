"""Listings about form: type, brand, motion, objects."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="serifold-greek-cyrillic",
        title="Type Designer, Greek and Cyrillic",
        employer="serifold",
        category="type",
        tags=("Glyphs", "Cyrillic", "Greek", "Variable fonts"),
        places=(("NL", "The Hague"),),
        remote="hybrid",
        pay=Pay(46_000, 58_000, "EUR"),
        apply="https://serifold.example/open/greek-cyrillic",
        plan="Cover",
        days_ago=0.3,
        description="""\
Eleven of our families speak only Latin. People who set Greek and Cyrillic beside them have been
improvising, and we have seen the results on a bus shelter in Thessaloniki. We would like to make
amends.

You would draw both scripts for three families in your first two years, beginning with
*Lantern Text*, as we call it in the studio: a sturdy text face in nine weights with a true
italic. Not by shifting Latin parts about, but from the pen up, with time in archives and with native
readers who’ll tell you the truth.

**The bench.** Four designers, one font engineer, a proofing press that works most days. Proofs on the
wall on Thursdays, everyone’s, including the founder’s.

**What we’d love to see.** Two or three pieces of type, finished or not, in which the spacing has been
thought about. A few lines on a letter you disagree with. Reading knowledge of a language written in
either script.

**Terms.** The Hague, three days a week in the studio, 32 or 40 hours. 8 % holiday allowance on top of
the pay above. Your name stays on your designs, and you share in the licences: 5 % of what a family
earns, for as long as it earns.
""",
    ),
    Listing(
        key="serifold-font-engineer",
        title="Font Engineer",
        employer="serifold",
        category="type",
        tags=("Python", "fontTools", "OpenType", "Variable fonts"),
        places=(("NL", "The Hague"),),
        regions=("europe",),
        remote="remote",
        pay=Pay(52_000, 66_000, "EUR"),
        apply="https://serifold.example/open/font-engineer",
        days_ago=4.2,
        description="""\
There is a moment, between the last curve and the first sale, when a typeface becomes software. We’re
short of people for that moment.

You’d own the path from sources to fonts: builds in Python and fontTools, OpenType features that behave
in every application we can buy, hinting where it’s still needed, and tests that render 1,400 words in
60 languages and look for the one that moved.

Our builds take an hour and live on one Mac. We know. They should take five minutes and live anywhere,
and a designer should be able to proof a change before the tea is cold.

You may be a developer who reads colophons or a type designer who scripts everything; we’ve hired both,
and they sit together. You should have opinions about vertical metrics. You’ll certainly have them
afterwards.

Remote in Europe, or The Hague. We meet for a week four times a year and print something. 32 or 40
hours, 27 days of leave, and a share in licences, just as the designers have: fonts that work sell
better, and it would be odd to pretend otherwise.
""",
    ),
    Listing(
        key="ninefold-ferry-brand",
        title="Brand Designer",
        employer="ninefold-ferry",
        category="brand",
        tags=("Identity", "Typography", "Figma", "Print"),
        places=(("GB", "Bristol"),),
        remote="hybrid",
        pay=Pay(36_000, 44_000, "GBP"),
        apply="studio@ninefold-ferry.example",
        days_ago=1.4,
        description="""\
We are seven, above a chandlery. We make identities for places that can’t shout: a river trust, a
hospice, three libraries, a firm that repairs accordions.

### What you’d do

Take a project from the first conversation to the van being painted. You’d run two at a time, never
four. You would present your own work, and you’d stay in touch with it for a year afterwards, because
that’s when an identity comes true or falls apart.

### What we look at

Your reasoning first. Send us three projects, and for each one the thing you’d change. We care a good
deal about typography, quite a lot about drawing, and not at all about how many logos you have made.

### How we work

Half past nine to half past five. No pitching for free: we’ve turned down good names over it and slept
well. One afternoon each week is for making things badly, on purpose, by hand.

### Pay

£36,000 to £44,000, reviewed each April against a table everyone can see. 28 days of leave plus bank
holidays, 6 % pension, one month off after five years. Three days a week in Bristol.
""",
    ),
    Listing(
        key="ninefold-ferry-lettering",
        title="Lettering Artist, Freelance",
        employer="ninefold-ferry",
        category="brand",
        tags=("Lettering", "Sign painting", "Illustration"),
        places=(("GB", "Bristol"),),
        regions=("uk", "europe"),
        remote="remote",
        employment="contract",
        pay=Pay(320, 400, "GBP", "day"),
        apply="studio@ninefold-ferry.example",
        days_ago=8.5,
        description="""\
A chain of eleven village bakeries has asked us for a name above each door: the same word, eleven times,
never identical. We want to find one hand for all of them.

**The work.** About 24 days between now and midsummer. Sketches for the first door, then a rhythm of two
doors a fortnight. Final art as vectors for a sign painter, whom you’ll meet, argue with and like.

**The fee.** £320 to £400 a day depending on experience, invoiced monthly and paid within 14 days.
Travel to Bristol and the bakeries is covered; so is bread.

**The rights.** You keep your copyright and license the word to the client for signs and packaging.
We’ll put it in two pages of plain English, and you may show the work from the day the first door opens.

**To apply.** Five pieces of lettering, at least one of them outdoors. Do tell us which was hardest. If
you’re just starting, with a good hand and no clients, write anyway: there’s an assistant’s purse in the
budget for exactly that.
""",
    ),
    Listing(
        key="oblique-orchard-packaging",
        title="Packaging Designer",
        employer="oblique-orchard",
        category="brand",
        tags=("Packaging", "Illustrator", "Prototyping", "Print"),
        places=(("IT", "Milan"),),
        pay=Pay(32_000, 40_000, "EUR"),
        apply="https://oblique-orchard.example/lavora/packaging",
        plan="Long run",
        days_ago=6.1,
        description="""\
A box is a small building that is opened once. Ours hold tea, screws, violin strings and, lately, bees.

Oblique Orchard is fifteen people in a former print works in Lambrate. We design packs and we also cut,
fold, fill and drop them (from 80 cm, on each corner) before a client sees anything. There’s a plotter,
a creasing table, and a wall of failures we’re fond of.

You’ll lead a line of your own within a few months: structure, graphics, press. Much of the present work
is *taking away*: fewer inks, one material instead of three, no window, no tray. It is harder than
adding and nobody claps, though the numbers on the waste report do go down.

You’ll enjoy it here if you think with paper in your hands, if you can read a printer’s quote and ask a
good question, and if you speak Italian well enough to be teased in it.

On site, since the table is. Contract for an indefinite term, 14 payments, meal vouchers, August off
with everyone else. Please bring or post a box you admire. We send them all back.
""",
    ),
    Listing(
        key="oblique-orchard-intern",
        title="Design Intern",
        employer="oblique-orchard",
        category="brand",
        tags=("Packaging", "Drawing", "Internship"),
        places=(("IT", "Milan"),),
        employment="internship",
        apply="https://oblique-orchard.example/lavora/stage",
        days_ago=3.0,
        state=State.CHANGES_REQUESTED,
        note="Internships on Goodproof state their pay. Please add the monthly sum and the number of "
        "months, and we will publish it the same day.",
        description="""\
Come and spend six months at a table full of cardboard.

Our interns aren’t there for coffee (we have a machine, and it’s temperamental; leave it alone). They
join a project from the first week, build models, go along to the printer’s, and by the fourth month
usually have a small pack of their own on a shelf somewhere.

**You’ll learn** how a flat sheet becomes a volume; what ink does on uncoated stock; how to say no to a
varnish; how to draw a dieline that doesn’t make the converter telephone you.

**We hope you** study or have just finished studying graphic, product or industrial design. You like to
make models. You’re curious how things are manufactured, and not shy of asking the person at the
machine.

**Practical things.** Milan, Lambrate, on site, Monday to Friday, nine to six with a proper lunch. We
speak Italian at the table and English with half the clients. Start in March or September. Show us ten
pages at most, and include a thing you made with your hands, even if it isn’t design.
""",
    ),
    Listing(
        key="kettlemoth-motion",
        title="Motion Designer",
        employer="kettlemoth",
        category="motion",
        tags=("After Effects", "Cavalry", "Storyboarding", "Sound"),
        places=(("GB", "Glasgow"),),
        remote="hybrid",
        pay=Pay(34_000, 42_000, "GBP"),
        apply="https://kettlemoth.example/jobs/motion",
        days_ago=5.3,
        description="""\
We animate explanations. How a vaccine is stored, why the bins are collected on Thursday, what a pension
actually does. They run between forty seconds and four minutes, and people do watch them to the end; we
check.

*A film here goes like this.* A fortnight of reading and talking to people who know. A script, which you
help to write. Boards on paper. Then three or four weeks of animation with one other person and a sound
designer down the corridor. Then, always, ten strangers watch it and tell us what they understood. Then
we fix the middle.

You’ll have a reel with at least one thing in it that makes something clear. Timing matters to us more
than rendering. If you can draw, wonderful. If you can cut two seconds out of anything, better still.

We’re nine, in a tenement flat in Dennistoun with a cat of no fixed employer. 37 hours, flexible around
ten to four. Two or three days a week together. 30 days of leave with the holidays, overtime given back
as time, and no spec work ever.
""",
    ),
    Listing(
        key="kettlemoth-technical-animator",
        title="Technical Animator, Interfaces",
        employer="kettlemoth",
        category="motion",
        tags=("Rive", "Lottie", "SVG", "JavaScript"),
        regions=("europe",),
        remote="remote",
        employment="contract",
        pay=Pay(250, 310, "GBP", "day"),
        apply="https://kettlemoth.example/jobs/technical-animator",
        days_ago=0.7,
        state=State.IN_REVIEW,
        description="""\
A hospital app asked us for a loading animation. We talked them out of it, and into forty small
movements which tell you where you are and what just happened. Now somebody has to build those, so that
they weigh nothing and stop when asked.

**Five months, about three days a week**, with a good chance of more.

The library runs on Rive for the rich pieces and on plain SVG and CSS for everything else. All of it
honours the reader’s wish for reduced motion, not by cutting to nothing but with a designed still. The
app’s developers are friendly and busy: what you hand over must be something they can drop in and
forget.

You should have shipped interface animation in a product, be able to read a performance trace, and speak
designer and developer without an accent in either.

£250 to £310 a day, paid within 14 days of each month’s invoice. Work from anywhere in Europe. One week
in Glasgow at the start, at our expense, mostly spent watching nurses use the thing.
""",
    ),
)
