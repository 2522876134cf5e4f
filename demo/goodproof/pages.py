"""The standard pages of Goodproof."""

from demo.content import Page

ABOUT = """
A good proof is the last sheet you look at before the whole run is printed. You look slowly, at
everything, and you are glad of what you catch.

That is how we treat listings. Somebody at the desk reads each one, after it is paid and before it
appears. We ask what a careful designer would ask:

- What is the work, really? Who decides?
- What does it pay? If you would rather not say, say so; *competitive* isn’t a number.
- Are you asking for unpaid work as a test? Then we send it back.
- Would the person you are looking for understand the title?

About one in five goes back with a note. Most return within the day, and better.

## What we list

Product and brand design, type, editorial, motion, UX writing and design operations. Jobs, contracts and
internships; an internship must be paid.

## Who pays for this

Employers, once for each listing. Charities, museums and schools may use the Community plan, which costs
nothing and is read just as closely.

You can reach the desk at [desk@goodproof.example](mailto:desk@goodproof.example).

*Goodproof is the Hitchpost demo board for designers. Its studios and jobs are invented.*
"""

PRICING = """
Pay once for each listing. An editor reads it within a working day, and your days begin when it appears.
"""

PRICING_AFTER = """
## What happens when you post

You write the listing and see the card and the page exactly as they will look. You pay on Stripe’s page.
Then it is our turn: we read it, and either publish it or write to you with what we’d change. Nothing is
lost in between. The link in your first mail always shows where the listing stands.

## Small print, in ordinary size

- If we can’t publish your listing, you get everything back.
- If you edit a live listing, the old version stays up until the new one has been read.
- **Cover** listings span both columns and also stand among the featured, where there are four places.
- **Community** is for charities, museums and schools. We check, kindly.
"""

TERMS = """
For everyone who posts a listing on Goodproof.

## What we ask

- One listing is for one position, with a studio or company that is named.
- It describes the work as it is. Pay, hours, place and the length of a contract are stated truthfully.
- It asks for no unpaid test work beyond an hour or so, for no fees, and for nothing the law forbids you
  to ask.
- Internships state their pay.
- Pictures and logos are yours to use.

## What we do

We read every listing. We may ask for changes, and we may decline. We don’t rewrite your words without
asking; we do mend spelling. A listing runs for the days that you bought, counted from its publication,
and the time we take to read it doesn’t count.

## Money

Prices are in pounds and shown in full before you pay. Stripe handles the payment. Declined before
publication: all of it is refunded. Taken down because it misled people: none of it is. If we let you
down, we’ll put it right, in days or in money.

## Changing your mind

With your private link you can close a listing at any time, and open it again while days remain. Keep
the link to yourself: whoever has it can do both.

*This is the Hitchpost demo board: these terms are an example, and not legal advice.*
"""

PRIVACY = """
We would rather not know. Here is what we can’t avoid knowing.

## If you read

Our server notes which page was asked for, when, and from which network address, and forgets it after a
fortnight. We set no cookies for readers. Fonts come with your own device, and no other company is told
that you were here.

## If you post

We keep the name and address of the contact to send you your link, your receipt and the editors’ notes.
We don’t publish them. We keep what you wrote, and the notes that went to and fro about it, because the
next editor needs to know.

Stripe keeps your card details; we keep the sum and a reference number, for as long as the law on
bookkeeping requires.

A draft nobody pays for is deleted after thirty days.

## If you apply

You apply to the studio and not to us. We never see your portfolio, though we’d often like to.

## If you want to know, or want it gone

Write to [desk@goodproof.example](mailto:desk@goodproof.example). We’ll show you what there is, correct
it, and delete whatever we aren’t obliged to keep.

*This is the Hitchpost demo board: what is entered here may be deleted at any time.*
"""

PAGES = (
    Page("about", "About", "A design board with an editor’s desk.", ABOUT, in_header=True),
    Page(
        "pricing",
        "Pricing",
        "Read by a person, priced per listing.",
        PRICING,
        in_header=True,
        plans=True,
        after_plans=PRICING_AFTER,
    ),
    Page("terms", "Terms", "What we ask of those who post, and what they may ask of us.", TERMS),
    Page("privacy", "Privacy", "What we know, which is not much.", PRIVACY),
)
