"""Listings about keeping things safe."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="kilnhaven-appsec",
        title="Application Security Engineer",
        employer="kilnhaven",
        category="security",
        tags=("OAuth 2.0", "TypeScript", "Go", "Threat modelling"),
        places=(("CH", "Zürich"),),
        remote="hybrid",
        pay=Pay(125_000, 150_000, "CHF"),
        apply="https://kilnhaven.example/jobs/appsec",
        plan="Plus",
        days_ago=0.5,
        description="""\
Other companies' staff sign in through us. If we have a bad day, 1,900 organisations have one too, all
at once.

Six product teams, two application security engineers; you'd be the third. We don't sit at the end of
the line with a stamp. We join when a feature is still a sentence, ask the awkward question, and then
stay to help write the answer.

**A recent week, for flavour.** Monday: threat model of device-bound sessions. Tuesday: a report through
the bounty programme, duplicate, answered kindly all the same. Wednesday: pairing on a lint rule that
makes last month's bug impossible to write. Thursday: nothing in the calendar, on purpose. Friday:
reading a draft specification, with cake.

**You should have** found and fixed vulnerabilities in code you cared about. Fluency in at least one of
TypeScript and Go. A calm way of being right.

**You needn't have** certificates, a handle, or a conference talk.

Zürich, near the Hardbrücke, two days a week. 80–100 %: many of us work four days. 25 days of leave plus
the week between the years. Pension well above the legal minimum. Security has its own on-call, one week
in seven, 700 CHF.
""",
    ),
    Listing(
        key="kilnhaven-cryptography",
        title="Cryptography Engineer, Key Management",
        employer="kilnhaven",
        category="security",
        tags=("Rust", "HSM", "Post-quantum", "Formal methods"),
        places=(("CH", "Zürich"), ("CH", "Lausanne")),
        remote="hybrid",
        pay=Pay(140_000, 165_000, "CHF"),
        apply="https://kilnhaven.example/jobs/cryptography",
        days_ago=11.2,
        description="""\
We hold signing keys for 1,900 organisations. They rotate on schedule, live in hardware modules in three
cantons, and are elliptic-curve keys, every one of them. Over the next four years all of that has to
change to hybrid and then post-quantum schemes, while signatures made yesterday go on verifying.

The key service is 22,000 lines of Rust with a small core that's specified in TLA+. It does 14,000
signatures a second. The modules' vendors each promise the new algorithms "next quarter".

What we'd want you to do:

- design the migration: formats, negotiation, rollback, and what happens when half of it is done;
- write the software fallback we hope never to use, and have it reviewed by people outside;
- keep the specification true.

What we'd want you to be: somebody with real depth in applied cryptography who likes shipping. Not an
inventor of primitives; a careful user of them, with strong opinions on nonces.

Papers are welcome as evidence. So is a bug you found in a library, or a protocol you simplified. Zürich
or Lausanne; 80–100 %. No on-call in the first year; afterwards as an expert of last resort, about twice
a year.
""",
    ),
    Listing(
        key="nettlebank-detection",
        title="Detection Engineer",
        employer="nettlebank",
        category="security",
        tags=("Sigma", "Python", "AWS", "Elasticsearch"),
        regions=("uk",),
        remote="remote",
        pay=Pay(70_000, 82_000, "GBP"),
        apply="https://nettlebank.example/jobs/detection",
        days_ago=3.3,
        description="""\
Our alert queue had 4,000 entries a day, and two analysts who'd quite sensibly stopped reading it. We
turned it off. All of it. Then we began again with a single question: *what would somebody have to do
here to steal money, and where would we see it?*

Nine months on there are 61 detections. Each has an owner, a test that fires it every week, and a page
on what to do. Eight alerts a day, of which two matter. We'd like you to write the next sixty.

You'll work from attack paths, not from vendors' lists. You'll sit down with the payments team to learn
what normal looks like; normal at a co-operative bank is stranger than you'd expect. You'll run
purple-team afternoons, and be gracious when they get past you.

##### Experience that would help

Detection as code in any form. Incident response from the inside. Cloud audit logs, and patience with
them. Python or something like it.

##### The offer

Remote anywhere in the UK, or King's Cross and Manchester if you want a desk. 35 hours, £70,000–82,000
on a public ladder, 30 days of leave plus bank holidays. One week in seven on call, £450. Background
checks as the law requires, which we'll explain before you spend time on us.
""",
    ),
    Listing(
        key="sigilworth-pki",
        title="Security Engineer, PKI",
        employer="sigilworth",
        category="security",
        tags=("PKI", "Linux", "OpenSSL", "eIDAS"),
        places=(("PT", "Lisbon"), ("PT", "Porto")),
        remote="hybrid",
        pay=Pay(52_000, 64_000, "EUR"),
        apply="https://sigilworth.example/careers/pki",
        days_ago=2.4,
        state=State.UNPAID,
        description="""\
A certificate authority is nine parts procedure and one part cryptography. We need someone who enjoys
both portions.

Sigilworth issues qualified certificates to 300,000 people. The roots are offline, in a room without
windows. The procedures for entering that room are 40 pages long and were last *simplified* in 2020, by
being made ten pages longer.

You would run the authority day to day with two colleagues: issuance, revocation, ceremonies (four a
year, filmed, oddly moving), audits. And you'd make it better. On our wish list are short-lived
certificates, automation of everything that needn't be witnessed, and procedures a newcomer can follow
without somebody whispering.

Necessary: Linux administration to a high standard, X.509 beyond the basics, patience, discretion.
Portuguese, since auditors and notaries speak it. Useful: experience with eIDAS, ETSI norms or hardware
modules.

Lisbon or Porto. Ceremonies are always in Lisbon, and lunch afterwards is excellent. Revocation must
work within the hour, at any time, so there is on-call: one week in four, 450 EUR, and rarely a call. 25
days of leave, health insurance for the family.
""",
    ),
    Listing(
        key="juniperlatch-firmware-security",
        title="Product Security Engineer, Firmware",
        employer="juniperlatch",
        category="security",
        tags=("C", "Bluetooth LE", "Fuzzing", "Secure boot"),
        places=(("AU", "Melbourne"),),
        remote="hybrid",
        pay=Pay(140_000, 160_000, "AUD"),
        apply="https://juniperlatch.example/jobs/firmware-security",
        days_ago=38.5,
        state=State.EXPIRED,
        description="""\
People will always attack a lock; it's practically what it is for. Ours hang on 130,000 doors, speak
Bluetooth, and can be bought by anybody with a screwdriver and a weekend. We assume that they have been.

Product security is new here. For six years a firm from outside tested us once a year, and did it well.
Now we want someone inside, early, with the right to hold a release.

**First**, a threat model of the lock as an object: chip, radio, battery, the little button inside.
**Then**, fuzzing for the radio stack, on hardware, every night. **Then**, updates: signed today, and
soon anti-rollback, without bricking a single door to somebody's home.

You read C with suspicion. You own a logic analyser, or have long wanted to. You can tell a building
manager what a relay attack is and what they should and shouldn't worry about.

Melbourne, Collingwood, three days a week because the lab is there. The range includes super.
Researchers who report to us are thanked, paid and never threatened; you'd be the one who signs those
letters. No on-call, with an honest exception for the day it all goes wrong.
""",
    ),
    Listing(
        key="bellwort-abuse",
        title="Anti-Abuse Engineer",
        employer="bellwort",
        category="security",
        tags=("Python", "Redis", "Machine learning", "DKIM"),
        regions=("europe",),
        remote="remote",
        pay=Pay(58_000, 70_000, "GBP"),
        apply="https://bellwort.example/jobs/abuse",
        days_ago=21.4,
        description="""\
Every hour somebody signs up to Bellwort in order to send something dreadful. They're inventive, they're
polite to support, and they get one chance in about three hundred. We'd like that to be one in a
thousand, and for honest customers not to feel a thing.

The tools: a rules engine, some modest machine learning (gradient boosting; it explains itself),
reputation shared with other senders, and two people with very good noses. You'd be the third nose and
the first full-time engineer.

Problems waiting on your desk:

- New accounts that behave for exactly 21 days. We wait 20.
- Small schools whose first mailing looks just like an attack.
- Appeals: 30 a week, all read by a person. That must stay true at ten times the size.

You've worked on spam, fraud, moderation or something similar, and it hasn't made you cynical. You know
that a false positive has a face. Your Python is tidy, your statistics honest.

A note on what you'll see: some of it is unpleasant. There's a limit of two hours a day on reviewing,
counselling at no cost to you, and no questions asked.

Remote in Europe. Four-day week at full pay. On-call shared with delivery, one week in six, £400.
""",
    ),
)
