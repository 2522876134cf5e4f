"""The standard pages of consolecowboys."""

from demo.content import Page

ABOUT = """
We list jobs for backend, platform, reliability, data and security engineers. That is all this board
does.

## What you will find in a listing

- **Pay, or the plain statement that there is none.** It stands before the list of tools, because it
  matters more.
- **Where, and how much of the week.** On site, hybrid or remote, and for remote work the regions it may
  be done from.
- **An end.** Each listing was paid for once, for a number of days. When they are over it leaves the
  board in the same minute.

## What you will not find

Accounts, newsletters you did not ask for, cookies that follow you, and agencies' listings without an
employer's name. Applying happens at the employer; we pass nothing on and ask for nothing.

## When something is wrong

Write to [hello@consolecowboys.example](mailto:hello@consolecowboys.example) with the listing's address.
A person reads it. Listings that mislead are taken down, and the employer is told why.

*consolecowboys is the Hitchpost demo board. Its companies and jobs are invented.*
"""

PRICING = """
You pay once, for one listing. There is no subscription, and no account to close later.
"""

PRICING_AFTER = """
## How it goes

1. Write the listing. You see it exactly as readers will.
2. Pay by card on Stripe's page, or by what else Stripe offers where you are.
3. It goes live by itself, usually within seconds. Your paid days start then and not before.

## Good to know

- The mail you receive first holds your private link. With it you can edit, close and reopen the listing
  while it runs.
- Edits to a live listing do not take it down.
- A listing that closes early keeps its remaining days, in case the candidate changes their mind.
- Featured listings have four places of their own. They never push a newer listing down.
- Charities: write to us before you pay.
"""

TERMS = """
These terms are for employers who post on consolecowboys. They are short so that you can read them.

## Your listing

1. It is for one real, open position with one named employer, or for a contract with one named client.
2. What it says about pay, place, hours and duties is true, and you correct it when it stops being so.
3. It asks nobody for money, and it does not exclude people for reasons the law forbids.
4. You may use the texts, names and logos you send us, and you let us show them for as long as the
   listing runs.

## Our part

1. We show the listing for the number of days you bought, counted from the minute it goes live.
2. If this site fails for so long that your listing suffers, we add the lost time or refund a fair
   share, as you prefer.
3. We may decline or take down a listing that breaks these terms. If we decline it, you get your money
   back in full. If we take it down because it misled readers, you do not.

## Paying

Prices are shown before you pay, with the tax that applies. Payment is handled by Stripe; we never see
your card. An unpaid draft is kept for thirty days and then deleted.

## Refunds

Before the listing is live: always, in full. Afterwards: if we failed to do our part. Write to
[hello@consolecowboys.example](mailto:hello@consolecowboys.example).

*This is the Hitchpost demo board: the terms show what a board might say, and are not legal advice.*
"""

PRIVACY = """
What we know about you, why, and for how long.

## Readers

- The server's log holds your network address, the page you asked for and the time. We keep it for
  fourteen days, to find faults and abuse.
- There are no cookies for readers, no analytics scripts, and nothing is loaded from other companies'
  servers.
- When you apply, you leave for the employer's site or write them a mail. We take no part in that and
  receive no copy.

## Employers

- The contact's name and mail address, so that we can send the private link, the receipt and news of the
  listing. Neither is shown to readers.
- What you wrote in the listing, which is public while it runs. A closed listing answers with a note
  that it is closed.
- Payments: the sum, the time and Stripe's reference. Card details go to Stripe alone, under Stripe's
  own privacy policy.
- A draft that is never paid is deleted after thirty days, with its contact.

## Whom we give data to

Stripe, for the payment. The provider that delivers our mail. Nobody else, unless a court orders it.

## Your rights

You can ask what we hold about you, have it corrected, and have it deleted where the law does not oblige
us to keep it; the records of payments are such a case. Write to
[hello@consolecowboys.example](mailto:hello@consolecowboys.example).

*This is the Hitchpost demo board: what is entered here may be deleted at any time.*
"""

PAGES = (
    Page("about", "About", "A small board for people who build and run systems.", ABOUT, in_header=True),
    Page(
        "pricing",
        "Pricing",
        "One price, one listing, paid once.",
        PRICING,
        in_header=True,
        plans=True,
        after_plans=PRICING_AFTER,
    ),
    Page("terms", "Terms", "For employers. Readers need agree to nothing.", TERMS),
    Page("privacy", "Privacy", "As little as will do.", PRIVACY),
)
