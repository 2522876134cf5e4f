"""Backend listings close to the people who use the product."""

from demo.content import Listing, Pay, Settlement

LISTINGS = (
    Listing(
        key="oatmere-pick-and-pack",
        title="Django Engineer, Pick and Pack",
        employer="oatmere",
        category="backend",
        tags=("Python", "Django", "PostgreSQL", "Celery"),
        places=(("GB", "Leeds"),),
        pay=Pay(52_000, 63_000, "GBP"),
        apply="https://oatmere.example/jobs/pick-and-pack",
        days_ago=27.6,
        description="""\
Oatmere packs the weekly shop for 60,000 households. The pickers carry a handheld that says which shelf
comes next; the handheld asks our Django service; our service has about 200 milliseconds before somebody
stands still in a cold aisle, swearing.

## The job

You will spend your first three days picking. Everyone does, and everyone comes back with a list. After
that you take over *substitutions*: what to offer when the oat milk is gone. At present that is a table
maintained by hand and a great deal of goodwill.

## The stack

Django 5, PostgreSQL, Celery, a sensible amount of HTMX, and one Postgres trigger everybody is afraid
of. 4,100 tests in six minutes. We deploy at ten and at two, never on Friday afternoon, and whoever
deploys watches.

## You

Comfortable in Python and SQL. Polite to people who are tired. Able to delete code.

## The deal

On site in Leeds four days a week, because that is where the shelves are. 33 days of leave with bank
holidays, staff discount of 15 %, cycle scheme. On-call one week in seven, until 10 p.m. only; nights
belong to the operations desk.
""",
    ),
    Listing(
        key="dunlaithe-clinical-messaging",
        title="Backend Engineer, Clinical Messaging",
        employer="dunlaithe",
        category="backend",
        tags=("Kotlin", "HL7 FHIR", "RabbitMQ", "PostgreSQL"),
        places=(("IE", "Dublin"),),
        remote="hybrid",
        pay=Pay(70_000, 84_000, "EUR"),
        apply="https://dunlaithe.example/join/clinical-messaging",
        days_ago=0.4,
        description="""\
A blood result leaves a laboratory at 16:52. The doctor who ordered it goes home at 17:30. Whether she
sees it first depends on a chain of nine systems, of which we run the middle three.

Clinical Messaging moves referrals, results and discharge letters between 1,400 practices and every
public hospital in the country. A message may be late. It may never be lost, never be doubled, and never
reach the wrong chart.

**Where we are.** A .NET service from 2012, reliable and unloved, is being replaced by Kotlin, route by
route. Seven of twenty-two routes are done. Each one teaches us a new dialect of HL7.

**Where you come in.** You take routes from first interview with the hospital to the day the old path is
switched off. You write the contract tests, you phone the lab, you sit with the nurse who has found the
case we missed.

**What we would like to read about.** Idempotency, in a system you have actually run. A migration you
finished. Anything you have written for people who aren't engineers.

Two days a week in Dublin. Pension at 8 %, health cover, 27 days of leave. On-call every ninth week at
500 EUR, with an average of 0.4 calls.
""",
    ),
    Listing(
        key="abacus-hollow-filing-season",
        title="Ruby Engineer, Filing Season",
        employer="abacus-hollow",
        category="backend",
        tags=("Ruby", "Rails", "MySQL", "Sidekiq"),
        places=(("CA", "Toronto"),),
        regions=("north_america",),
        remote="remote",
        pay=Pay(115_000, 140_000, "CAD"),
        apply="https://abacus-hollow.example/careers/filing-season",
        days_ago=8.1,
        description="""\
For ten months of the year we run a quiet Rails application. For the other two, a third of a million
people do their taxes with it, most of them in the last nine days.

You would join the team that gets us through those days. The work is seasonal in a way we have learned
to like: May to August for tearing things up, September to December for building, January and February
for rehearsal, then the real thing with everyone's favourite snacks.

- **This summer's tear-up:** the calculation engine is called from 600 places; it should be called from
  one.
- **This winter's rehearsal:** replay last April's last day at 1.5 times the load, twice, with faults.

We want somebody fluent in Rails who knows what the database is doing underneath; who has seen a queue
back up and remembers why; who can say "we won't ship this before April" to a product manager, kindly.

Remote within Canada, with three visits a year to Toronto, travel paid. No leave between 1 March and 5
May for anyone, founders included; five weeks of leave otherwise, and the office closes for the first
half of May.
""",
    ),
    Listing(
        key="tessaway-fare-rules",
        title="Backend Engineer, Fare Rules",
        employer="tessaway",
        category="backend",
        tags=("Kotlin", "PostgreSQL", "Kafka", "Property-based testing"),
        places=(("SG", "Singapore"),),
        remote="hybrid",
        pay=Pay(7_500, 9_800, "SGD", "month"),
        apply="https://tessaway.example/roles/fare-rules",
        plan="Plus",
        days_ago=6.3,
        description="""\
What does a bus ride cost? In the cities we serve, the answer depends on age, hour, the ride before it,
a cap for the day, another for the week, and whether it rains (one city really does this). Tessaway
prices nine million rides a day and has to be able to explain each one to a passenger who disagrees.

You will work on the fare engine and its language: small, typed, readable by transport officials. It
compiles to a plan that runs in under two milliseconds. Your part is the next version, in which a city
can try a new tariff against last year's rides and see who would pay more.

What we hope you have done before:

1. Built something with rules that real people argue about.
2. Used property-based tests, or felt the lack of them.
3. Worked with an event log and lived through a schema change.

How we work: pairs in the morning, quiet in the afternoon. Three office days at Paya Lebar. No overtime
culture: the lights go out at 18:30, by timer. AWS credits and a conference each year; medical cover for
the family; an employment pass for the right person is not a problem.
""",
    ),
    Listing(
        key="lumenfallow-field-api",
        title="Node.js Engineer, Field API (24–32 hours)",
        employer="lumenfallow",
        category="backend",
        tags=("TypeScript", "Node.js", "PostGIS", "GraphQL"),
        places=(("NL", "Utrecht"),),
        remote="hybrid",
        employment="part_time",
        pay=Pay(3_100, 4_600, "EUR", "month"),
        apply="jobs@lumenfallow.example",
        days_ago=9.4,
        description="""\
Most of our customers open the app at half past five, in a tractor, with one bar of signal. So our API
is designed for gloves: few requests, small answers, and everything can wait until the next hill.

We're looking for a part-timer on purpose. The team has four people, three of whom work less than full
time, and it is calmer for it. Tell us which hours suit you. The range above covers 24 to 32 a week.

The work, mostly:

- sync that survives two days offline and two people editing the same field,
- PostGIS queries over 90 million parcel boundaries,
- a public API for the agronomists who already scrape us, politely.

The work, now and then: standing in mud with a tablet, seeing what we got wrong.

We need solid TypeScript and SQL. Spatial experience would be lovely; if you have none, we'll teach you
what a projection is and why it is always the projection.

Office by the Singel on Mondays. Travel paid, 27 days of leave pro rata, a pension, and a box of
vegetables every Friday that you'll learn to fear in courgette season. No on-call.
""",
    ),
    Listing(
        key="juniperlatch-device-gateway",
        title="Contract Go Engineer, Device Gateway",
        employer="juniperlatch",
        category="backend",
        tags=("Go", "MQTT", "AWS IoT", "DynamoDB"),
        places=(("AU", "Melbourne"),),
        remote="hybrid",
        employment="contract",
        pay=Pay(900, 1_050, "AUD", "day"),
        apply="https://juniperlatch.example/contracts/gateway",
        days_ago=10.2,
        description="""\
**Six months, likely nine. Start within four weeks.**

We make locks for shared buildings. 130,000 doors keep a connection open to our gateway, and each of
them must open for the right person even when the gateway is down. They do. What suffers is everything
after: when 40,000 locks come back at once, the reconnect storm takes twenty minutes, and support's
phones take two hours.

### Scope of the contract

1. Spread and authenticate reconnections: target is full recovery in under four minutes, shown in a load
   test.
2. Move presence out of DynamoDB, where it costs more than the engineers.
3. Hand over: documentation and two weeks of pairing with our permanent team.

### Not in scope

Firmware, the mobile apps, or being on call.

### You

Strong Go, experience of very many long-lived connections, the discipline to leave a codebase tidier
than you found it. You invoice through your own company or an agency of your choice; we pay in 14 days,
measured.

Two days a week in Collingwood for the first month, then as you like within Victoria.
""",
    ),
    Listing(
        key="civilcord-petitions",
        title="PHP Maintainer, Petition Platform",
        employer="civilcord",
        category="backend",
        tags=("PHP", "Symfony", "MariaDB", "Open source"),
        places=(("BE", "Brussels"),),
        regions=("eu", "uk"),
        remote="remote",
        employment="part_time",
        pay=Pay(32, 38, "EUR", "hour"),
        apply="work@civilcord.example",
        days_ago=11.5,
        settlement=Settlement.WAIVED,
        note="Charity: listed without charge.",
        description="""\
Civilcord is a small charity. Our petition software is used by 23 city councils; it is free, AGPL, and
older than some of the councillors. Since its last full-time maintainer moved on, it has been kept alive
by volunteers, who deserve a rest.

We have secured funding for 16 to 20 hours a week over two years. In that time we'd like you to:

- bring the code from PHP 7.4 to a supported version, and keep it there;
- close or answer 180 open issues (closing with thanks is a valid answer);
- make an accessible signing form, tested with the people who can't use the present one;
- write down how a release is made, and then let others make one.

You should know Symfony well, be at home with a public issue tracker, and be able to disagree in writing
without heat. French or Dutch is a help when councils call; English is enough for the code.

You can work from anywhere in the EU or UK. We pay for two trips a year to Brussels. There is no
on-call, no stand-up, and no boss looking over your shoulder: there is a public roadmap and a call with
the board every second Thursday.
""",
    ),
    Listing(
        key="bellwort-mta",
        title="Mail Engineer, Perl to Go",
        employer="bellwort",
        category="backend",
        tags=("Go", "Perl", "SMTP", "Redis"),
        regions=("uk", "eu"),
        remote="remote",
        pay=Pay(60_000, 72_000, "GBP"),
        apply="https://bellwort.example/jobs/mta",
        days_ago=13.2,
        description="""\
Do you remember Perl fondly? Would you like to say goodbye to it properly?

Bellwort delivers password resets, tickets and school letters: 50 million a day, the sort of mail people
want. At the centre sits a queue runner written in Perl in 2006. It has survived four chief technical
officers. It knows things about certain receiving servers that are written down nowhere else, in the
form of regular expressions with comments like `# no idea, but don't`.

Your task is archaeology with a compiler. You find out why each rule exists, decide whether it still
should, and give the survivors a home in Go, with a test and a date. We've allowed eighteen months and
would rather be slow than lose a letter.

- **You know** SMTP well enough to speak it over telnet, and can read other people's Perl without
  sighing aloud.
- **You don't need** to love either language.
- **You'll get** a colleague who was there in 2006 and kept notes.

Fully remote in the UK or EU; a desk in Norwich if you want one. A four-day week at full pay since 2021.
On-call one week in five, paid £400, and quiet: the queue is very patient.
""",
    ),
)
