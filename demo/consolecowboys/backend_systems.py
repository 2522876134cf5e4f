"""Backend listings close to the machine: storage, protocols, real time."""

from demo.content import Listing, Pay

LISTINGS = (
    Listing(
        key="haldergate-settlement-go",
        title="Senior Go Engineer, Settlement",
        employer="haldergate",
        category="backend",
        tags=("Go", "PostgreSQL", "Kafka", "Terraform"),
        places=(("DE", "Berlin"),),
        remote="hybrid",
        pay=Pay(85_000, 105_000, "EUR"),
        apply="https://haldergate.example/careers/settlement-go",
        plan="Featured",
        days_ago=0.15,
        description="""\
Haldergate settles card payments for about 900 hospitals and clinics. Every night we match some four
million bank lines against invoices. The engine that does it was written in 2017, runs for five hours,
and has to be finished before banks open. Last winter it was late eleven times.

You would join four people whose only job this year is to turn that nightly batch into a stream: matched
within a minute, replayable, and provably the same answer as the old engine.

## What you will do

- Run the new matcher in shadow beside the old one and chase every difference to its cause.
- Own the ledger tables: double entry, append only, partitioned by month.
- Write the runbooks you would want at three in the morning.

## What we look for

Several years of Go or another compiled language in production, and real comfort with PostgreSQL: locks,
isolation levels, reading a query plan. Payments knowledge is welcome, not needed.

## Terms

One week of on-call in six, 600 EUR for each week and time off after any night call. Two days a week in
our Kreuzberg office, your choice which. 30 days of leave and a budget of 2,500 EUR a year for learning.
""",
    ),
    Listing(
        key="brindlecast-audio-ingest",
        title="Backend Engineer, Audio Ingest",
        employer="brindlecast",
        category="backend",
        tags=("Rust", "FFmpeg", "gRPC", "S3"),
        places=(("SE", "Stockholm"),),
        remote="hybrid",
        pay=Pay(52_000, 64_000, "SEK", "month"),
        apply="https://brindlecast.example/jobs/audio-ingest",
        plan="Plus",
        days_ago=1.2,
        description="""\
Every podcast feed on earth is slightly broken, and we read 340,000 of them an hour. Dates from the
future, enclosures that redirect in circles, a 14-hour episode encoded at a bit rate nobody has heard
of. Ingest is the team that makes all of this play.

The service is Rust, about 60,000 lines, well tested. What is not well tested is the transcoding fleet
behind it: shell around FFmpeg, grown by hand, and responsible for two thirds of our cloud bill. That is
what we would like you to replace, one codec at a time.

**Good signs**

- You have shipped something in Rust or C++ that handled hostile input.
- You can explain backpressure without a whiteboard.
- Audio is a hobby, or you are ready for it to become one.

**Less good signs**

- You would start with a rewrite of everything.

We meet in the office on Tuesdays and Thursdays; the rest is up to you. Ingest has no night on-call: if
it stops at 2 a.m. the queue simply grows until breakfast. Collective agreement, ITP1 pension, six weeks
of leave.
""",
    ),
    Listing(
        key="morrowtide-balancing-rust",
        title="Rust Engineer, Grid Balancing",
        employer="morrowtide",
        category="backend",
        tags=("Rust", "MQTT", "TimescaleDB", "Linux"),
        places=(("DK", "Copenhagen"),),
        remote="hybrid",
        pay=Pay(58_000, 70_000, "DKK", "month"),
        apply="https://morrowtide.example/open/balancing",
        days_ago=2.3,
        description="""\
When the wind drops over Jutland, somebody has to find forty megawatts within fifteen seconds. We do it
by asking 11,000 heat pumps, batteries and cold stores to wait a moment. The program that asks is what
you will work on.

It is soft real time: a bid answered in 900 ms earns money, one answered in 1,100 ms earns a fine. Today
our 99.9th percentile is 840 ms and rising with each new device. We know where it goes (allocation, and
one lock we are ashamed of) and need hands.

### Your first half year

1. A replay harness: yesterday's grid, at ten times the speed, on your laptop.
2. The device registry out of the hot path.
3. A second region, so that a fibre cut is an anecdote and not an incident.

### You

You have profiled a program and been surprised. You write tests for time. You like people who work with
their hands, because you will spend days in substations with some of them.

37-hour week, company pension of 10 %, paid parental leave for every parent. On-call is a separate, paid
rota, and joining it is voluntary.
""",
    ),
    Listing(
        key="ravelpoint-trace-store",
        title="Storage Engineer, Trace Store",
        employer="ravelpoint",
        category="backend",
        tags=("C++", "Object storage", "Parquet", "OpenTelemetry"),
        regions=("worldwide",),
        remote="remote",
        pay=Pay(150_000, 185_000, "USD"),
        apply="https://ravelpoint.example/jobs/trace-store",
        plan="Featured",
        days_ago=3.1,
        description="""\
Ravelpoint keeps distributed traces: 9 TB a day, thirty days for everybody, on object storage and
nothing else. No hot tier, no local disks to lose. That decision makes us cheap, and makes the query
engine hard.

We are hiring the fifth person on storage. The open problems, without varnish:

- **Compaction** writes each byte 3.4 times. We believe 2.1 is possible.
- **Tail queries.** Half of all searches finish in 300 ms; the worst hundredth take 20 s because of one
  wide tenant.
- **Deletion.** Customers must be able to remove a user's spans, for good, within seven days. Today that
  rewrites far too much.

You have built or repaired a database, a file format, a log store, or something of that kind, and can
show how you measured it. C++20 is what we use; if you come from Rust or Zig you will be fine.

We are 31 people in 14 countries. The same role has the same pay everywhere, from the published table;
this one spans levels 4 and 5. Two meetings a week, both recorded. Twice a year we meet for five days
and the company pays for all of it. Storage is on call in daylight only: three time zones hand over to
each other.
""",
    ),
    Listing(
        key="mapleshear-dns-edge",
        title="Systems Programmer, DNS Edge",
        employer="mapleshear",
        category="backend",
        tags=("C", "Rust", "DNS", "eBPF"),
        places=(("CA", "Montréal"),),
        regions=("north_america", "europe"),
        remote="remote",
        pay=Pay(135_000, 165_000, "CAD"),
        apply="https://mapleshear.example/emplois/dns-edge",
        plan="Plus",
        days_ago=4.4,
        description="""\
We answer 2.6 million DNS queries a second from 38 sites. The server is 90,000 lines of C from 2009 and
it is excellent. It is also the last program here that one person alone understands.

The plan is not a rewrite in a weekend. It is to carve out parsers and zone loading, the two places
where memory faults have bitten us, and put Rust behind the same ABI. You will do that together with the
author of the C, who is patient and opinionated, and looking forward to it.

### What the days look like

Reading RFCs and finding where the real world disagrees. Fuzzing. XDP programs that drop floods before
the kernel spends anything on them. Packet captures from a resolver in a country you have never visited.
Careful, boring rollouts: one site, an hour, five sites, a day.

### What helps

C you are proud of. Some Rust, or the wish to learn it from people who use it in earnest. An interest in
protocols that goes back further than this advertisement.

Work from anywhere in Canada, the United States or Europe, with four hours that overlap Montréal's day.
We write in English and joke in French. On-call one week in eight, paid 1,200 CAD.
""",
    ),
    Listing(
        key="pinwhistle-matchmaking",
        title="Elixir Engineer, Matchmaking",
        employer="pinwhistle",
        category="backend",
        tags=("Elixir", "Erlang/OTP", "Redis", "Kubernetes"),
        places=(("FI", "Helsinki"),),
        remote="hybrid",
        pay=Pay(5_200, 6_400, "EUR", "month"),
        apply="jobs@pinwhistle.example",
        days_ago=5.2,
        description="""\
A player presses *Play*. Within six seconds she should be in a fair match, with low ping, against people
awake in the same hour. At four in the morning in a small country, all three can't be true. Choosing
which one gives way is the matchmaker's job, and looking after the matchmaker would be yours.

**The system.** Elixir on nine nodes, 70,000 players at the evening peak, a rating model in plain Ecto
and arithmetic. No machine learning, deliberately: players deserve a reason they can be told.

**The trouble.** Netsplits. Twice a year the cluster disagrees about who is playing, and the cure is
worse than the disease. We would like you to make a split boring.

**The team.** Three backend engineers, one analyst, one designer who reads your pull requests and
understands them.

We ask for a couple of years with the BEAM, or long experience of another actor system and a free
Saturday. A short conversation, one paid exercise of three hours, a second conversation, an answer. All
of it within two weeks.

No crunch: in six years we have moved a launch four times rather than work one weekend. Hybrid, in
Kallio, and there is a sauna, naturally.
""",
    ),
    Listing(
        key="sigilworth-signing-core",
        title="Java Engineer, Signing Core",
        employer="sigilworth",
        category="backend",
        tags=("Java", "Spring Boot", "PostgreSQL", "PKCS #11"),
        places=(("PT", "Lisbon"),),
        remote="hybrid",
        pay=Pay(48_000, 62_000, "EUR"),
        apply="https://sigilworth.example/careers/signing-core",
        days_ago=7.3,
        description="""\
A qualified electronic signature is worth as much as ink, in court, in every country of the EU. It
follows that our code is audited twice a year by people who enjoy it. If that sentence put you off,
thank you for reading; if it didn't, go on.

Signing Core takes a document, a certificate and a consent, and produces a signature that must still
verify in thirty years. It handles 80,000 a day. What we need now is long-term preservation:
re-timestamping archives before their algorithms age, without touching a single original byte.

You will

* design the preservation service and defend the design before the auditors,
* keep the API stable for 400 integrators who will notice everything,
* pair with the security team on key ceremonies (yes, there is a safe, and yes, two people turn keys).

You bring solid Java 17 or newer, respect for specifications, and enough curiosity about ASN.1 to
survive it.

14 salaries a year are included in the range. Health insurance for you and your children, 25 days of
leave and your birthday. Two office days a week near Cais do Sodré. No on-call: operations is a separate
team, with its own shifts.
""",
    ),
)
