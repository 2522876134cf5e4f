"""Listings about pages and words: editorial design, UX writing, research on reading."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="honeydraft-ux-writer",
        title="UX Writer",
        employer="honeydraft",
        category="ux-writing",
        tags=("Content design", "Figma", "Localisation"),
        regions=("uk", "eu"),
        remote="remote",
        pay=Pay(48_000, 58_000, "GBP"),
        apply="https://honeydraft.example/jobs/ux-writer",
        days_ago=2.5,
        description="""\
Honeydraft is where 6,000 newsrooms and publishers write. So our users are writers and editors, and they
send our error messages back with corrections.

You’d be our first UX writer. Until now the words have come from whoever was nearest, and it shows: we
*delete*, *remove*, *bin* and *discard* things, sometimes all on the same screen.

In your first months we’d ask you to

1. read everything, and be as rude about it as you like;
2. make a word list and a voice that five designers and thirty developers can use without you;
3. rewrite the twelve moments that matter, such as the one where two people have edited the same
   paragraph;
4. sit with translators of our eight languages before a string is frozen, not after.

A portfolio should show us a before, an after, and the constraint between. Long prose is a pleasure, but
we’re hiring for the short sort.

Remote in the UK or the EU, with a desk in Clerkenwell if you want it. 28 days of leave, 7 % pension,
£1,500 a year for books and courses. We interview twice, and the exercise takes an hour and is paid.
""",
    ),
    Listing(
        key="larkspindle-picture-books",
        title="Book Designer, Picture Books",
        employer="larkspindle",
        category="editorial",
        tags=("InDesign", "Typography", "Print production"),
        places=(("GB", "Edinburgh"),),
        remote="hybrid",
        pay=Pay(31_000, 36_000, "GBP"),
        apply="jobs@larkspindle.example",
        days_ago=9.2,
        description="""\
Thirty-two pages, of which twenty-four are story. A page turn is worth more than any adjective. If
you’ve ever moved a line of text to the next spread and felt the whole book breathe out, we should talk.

Larkspindle publishes eighteen picture books a year, half of them first books. You’d design nine: brief
the illustrator with the editor, set the text, choose the paper, mind the gutter (faces do vanish in
it), and go on press twice a year in Slovenia.

We’re a small house. The pay is what we can honestly manage, and is on the page; in return the hours are
real, 9.30 to 5.30, and the books stay in print.

*You bring* a few years in book or magazine design, InDesign without thinking, an eye for other people’s
drawings and tact in discussing them.

*You’ll find* an editor who cuts, a production manager who knows each mill by its smell, and readings on
Fridays to Primary 2 at the school next door, whose verdict is final.

Edinburgh, three days a week. 25 days of leave plus holidays, and as many picture books as your shelves
can bear.
""",
    ),
    Listing(
        key="larkspindle-nonfiction",
        title="Editorial Designer, Non-fiction (three days)",
        employer="larkspindle",
        category="editorial",
        tags=("InDesign", "Infographics", "Maps"),
        places=(("GB", "Edinburgh"),),
        remote="hybrid",
        employment="part_time",
        pay=Pay(19_000, 21_500, "GBP"),
        apply="jobs@larkspindle.example",
        days_ago=0.5,
        state=State.IN_REVIEW,
        description="""\
Children ask better questions than we have pages for. *Where does the water go when you flush? Who
decided on Wednesdays? Can a bee be sad?* Our non-fiction list tries to answer four of them a year,
thoroughly, with diagrams.

We’re looking for somebody to design those four. Three days a week; the pay above is for those three (it
is £32,000 to £36,000 for five).

It is dense, joyful work. A spread may have a cutaway, a timeline, six captions and a joke, and must
still be read by a nine-year-old in bed with a torch. You’d commission illustrators and draw the simpler
diagrams yourself. You would check facts with the people who know, and defend white space against all
comers, the author included.

Send us two spreads, of anything, that explain something. If they went through several versions, send an
early one too. We’re just as interested in what you threw away.

Edinburgh, one fixed day together (Tuesday), the other two to suit you. Leave pro rata, pension, and the
gratitude of librarians.
""",
    ),
    Listing(
        key="tidepenny-difficult-letters",
        title="Content Designer, Difficult Letters",
        employer="tidepenny",
        category="ux-writing",
        tags=("Content design", "Plain English", "User research"),
        regions=("uk",),
        remote="remote",
        pay=Pay(52_000, 60_000, "GBP"),
        apply="https://tidepenny.example/careers/difficult-letters",
        days_ago=4.0,
        state=State.CHANGES_REQUESTED,
        note="A fine listing. Two things: please say which hours the user research falls in, since "
        "you mention evenings, and give the length of the contract.",
        description="""\
“You have missed a payment.” Six true words, and the person who reads them puts down the phone and
doesn’t pick it up for a week.

Tidepenny helps 200,000 households with shared bills. Some of them fall behind. What we write to them
then, in what order, at what hour, is the hardest design work we have. We’d like to give one person the
time to do it properly.

You would work on some thirty letters, messages and screens. The law sets what must be said, and our
compliance colleagues are allies: they wish to be understood, too. You’d test with people in debt,
through an advice charity that takes part on its own conditions, some of it in the evenings.

We measure it by whether people get in touch, and how they are when they do.

Please show us something you’ve written for somebody having a bad day. It needn’t be published. We’d
like to know what you found out, and what you left unsaid.

Remote in the UK. 35 hours, 30 days of leave plus bank holidays, supervision with a counsellor once a
month as part of the job.
""",
    ),
    Listing(
        key="calmbarrow-health-writer",
        title="Senior UX Writer, Health",
        employer="calmbarrow",
        category="ux-writing",
        tags=("Content design", "Health literacy", "Dutch", "English"),
        places=(("NL", "Amsterdam"),),
        remote="hybrid",
        pay=Pay(60_000, 72_000, "EUR"),
        apply="https://calmbarrow.example/jobs/ux-writer-health",
        plan="Long run",
        days_ago=7.2,
        description="""\
“Mild discomfort” means one thing to a physiotherapist and quite another to somebody alone with it at
night. Our app helps people through the months after an operation. They read it on painkillers, on one
elbow, afraid. Every sentence must be true, short and kind, in that order.

### The role

You lead the language of the whole product in Dutch and English, with a second writer and two
clinicians. You own the questions the app asks each morning, and therefore what we’re able to notice.
Last year a single reworded question brought in 40 % more honest answers on pain.

### You’ll need

- Both languages at the level of a careful native.
- Experience of writing where mistakes hurt: health, law, benefits, safety.
- The habit of testing words with the people who’ll read them.

### You’ll get

32 to 40 hours, 27 days of leave, 8 % holiday allowance on top, a pension we pay two thirds of. Two days
a week by the Amstel. A veto: nothing goes out to patients that you believe to be misleading, and that
includes marketing.
""",
    ),
    Listing(
        key="papertram-weekend-art-director",
        title="Art Director, Weekend Magazine",
        employer="papertram",
        category="editorial",
        tags=("Art direction", "Magazine", "Photography", "InDesign"),
        places=(("PT", "Lisbon"),),
        pay=Pay(38_000, 46_000, "EUR"),
        apply="https://papertram.example/equipa/art-director",
        days_ago=44.0,
        state=State.EXPIRED,
        description="""\
On Saturdays Papertram prints a magazine. Sixty-four pages, on decent paper, for 90,000 people who could
read all of it for nothing on their telephones and have decided not to. We think that’s a compliment and
mean to deserve it.

The art director answers for how the thing looks and, with the editor, for what’s in it. Eight weeks
from idea to page for the big stories, eight hours for the cover when the world changes on a Thursday.
You’d have two designers, a picture editor with a marvellous address book, and a commissioning budget
that’s small and yours.

What’s right with it now: the covers, the crossword, the columns. What isn’t: the middle. Features that
all open alike, fashion pages that apologise. You’d get a year to redesign, quietly, in public, one
section at a time.

We’re hoping for a body of printed work, in any country; the authority that comes from having edited
oneself; and Portuguese good enough to play with a headline.

Lisbon, in the newsroom, Tuesday to Saturday on alternate weeks. 14 payments, 25 days of leave, lunch.
""",
    ),
    Listing(
        key="papertram-infographics",
        title="Infographics Designer",
        employer="papertram",
        category="editorial",
        tags=("D3", "Illustrator", "Maps", "Data journalism"),
        places=(("PT", "Lisbon"),),
        remote="hybrid",
        pay=Pay(30_000, 37_000, "EUR"),
        apply="https://papertram.example/equipa/infographics",
        days_ago=1.0,
        state=State.UNPAID,
        description="""\
At ten the fire service publishes a table. At eleven our readers want to know whether to leave the
house. Between the two sits a desk of three people, who’d very much like to be four.

We draw for paper and screen: maps of fires and trams, budgets as bars, elections as they arrive, once a
year a whole page about sardines. Some of it takes twenty minutes and some takes a month. The
twenty-minute kind matters more than it looks.

You draw well and count well. You know why a map of totals is nearly always a map of where people live.
You’ve got Illustrator in your fingers and enough D3, R or Python to fetch your own numbers. You sign
your work, and correct it in public when it’s wrong; we have a page for that, and all of us have been on
it.

Lisbon, hybrid, with a rota of early and late weeks and one Sunday in four, each paid back by two days.
14 payments, 25 days of leave.
""",
    ),
    Listing(
        key="quartoleaf-reading-research",
        title="Reading Researcher",
        employer="quartoleaf",
        category="type",
        tags=("User research", "Legibility", "Statistics"),
        regions=("worldwide",),
        remote="remote",
        pay=Pay(95_000, 118_000, "USD"),
        apply="https://quartoleaf.example/jobs/reading-research",
        days_ago=18.0,
        plan="Long run",
        state=State.CLOSED,
        note="Filled through Goodproof.",
        description="""\
Does a wider column make people stop reading sooner? Everyone in this trade has an answer. Very few have
evidence, and most of that was collected from forty students in a laboratory.

Quartoleaf’s reading app has a million readers, 30,000 of whom have agreed to take part in experiments,
properly asked, free to leave at any time. We’d like a researcher to use that privilege with care.

You would choose the questions with our type and product designers: line length, spacing, contrast in
the evening, the true cost of justified text without hyphens. You’d register your hypotheses before you
look. And you’d publish, including what came to nothing; we’ve set aside a day a week for that.

We’re looking for experimental training (psychology, vision science, education), honest statistics, and
a love of books or at any rate of readers. A feeling for accessibility is essential: a sixth of our
panel has dyslexia or low vision, and they joined to be heard.

Remote from anywhere. One level, one range, the same in each country. Two gatherings a year. Four weeks
of leave as a minimum.
""",
    ),
)
