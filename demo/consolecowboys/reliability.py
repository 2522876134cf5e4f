"""Listings for those who keep it running."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="ravelpoint-sre-apac",
        title="Site Reliability Engineer, Asia-Pacific Hours",
        employer="ravelpoint",
        category="reliability",
        tags=("OpenTelemetry", "Go", "Kubernetes", "SLOs"),
        regions=("asia_pacific",),
        remote="remote",
        pay=Pay(125_000, 150_000, "USD"),
        apply="https://ravelpoint.example/jobs/sre-apac",
        days_ago=0.3,
        description="""\
Nobody at Ravelpoint works nights. For that to stay true we need one more person between Perth and
Auckland, awake while Europe and America sleep.

**The arrangement.** Three groups of three. Each holds the pager for eight hours of its own daytime,
then hands over in a written note and a ten-minute call. Your group covers 22:00 to 06:00 UTC. One
weekend in three, paid with a day off in the same week.

**The work between pages.** There are about two a week, so this is the larger part. Capacity models for
a storage system that grows 9 % a month. Error budgets that product teams have signed and sometimes
overdraw. A game day every sixth Wednesday: you break something, others find it.

**What we are bad at.** Our alerts about *customers'* data arriving late are noisy; we turned half of
them off in March and haven't regretted it, which worries us.

**What you bring.** Some years of running systems other people depended on. Enough Go to fix a bug
instead of filing it. Calm, clear writing, since your colleagues mostly know you by your notes.

Employment through our Australian or Singaporean entity, or a partner elsewhere. Pay from the published
table.
""",
    ),
    Listing(
        key="morrowtide-control-room",
        title="Site Reliability Engineer, Control Room",
        employer="morrowtide",
        category="reliability",
        tags=("Linux", "Ansible", "Grafana", "Rust"),
        places=(("DK", "Copenhagen"), ("DK", "Aarhus")),
        pay=Pay(54_000, 64_000, "DKK", "month"),
        apply="https://morrowtide.example/open/control-room",
        days_ago=4.1,
        description="""\
There is a room with a very large screen, two chairs, and a red telephone that is really a telephone.
From here Morrowtide watches 11,000 devices help to keep the Danish grid at 50 hertz. Someone with an
engineer's training has to sit in it.

This is shift work, and we won't dress it up. Twelve hours, four on, six off; the pattern repeats every
five weeks and is published a year ahead. In exchange: the work week averages 33 hours, nights carry a
supplement of 45 %, and when your shift ends, it ends.

Most shifts are quiet. You use the quiet to make the next incident smaller:

- write the automation that handles what you did by hand last week;
- test failover, for real, on a schedule nobody else dares set;
- improve the screen. Operators here have commit rights, and use them.

When it isn't quiet, you're the one who decides whether to take a region out of the market. You're
trained for it (eight weeks, beside a senior operator) and you'll never be blamed for deciding too
early.

A degree is optional; steady nerves aren't. Danish to the level of a clear phone call is needed for the
shift desk.
""",
    ),
    Listing(
        key="mapleshear-anycast",
        title="Network Reliability Engineer, Anycast",
        employer="mapleshear",
        category="reliability",
        tags=("BGP", "Python", "Arista EOS", "RPKI"),
        places=(("CA", "Montréal"),),
        remote="hybrid",
        pay=Pay(118_000, 142_000, "CAD"),
        apply="https://mapleshear.example/emplois/anycast",
        days_ago=52.0,
        plan="Plus",
        state=State.EXPIRED,
        description="""\
38 sites announce the same addresses. In theory each resolver reaches the nearest. In practice a
provider in Lyon sends its traffic to São Paulo because of a discount signed in 2016.

You'd be the person who finds that out, and writes the mail that gets it fixed.

Half the work is measurement: probes, our own packet samples, routing tables from everywhere. The other
half is people. There are perhaps two thousand humans who run the world's networks and you will end up
knowing many of them.

What needs doing this year:

1. A site can be drained in 90 seconds, but returns with a thump. Make the return gentle.
2. Sign everything, check everything: RPKI at every edge, with a plan for the day it lies.
3. Replace 14 scripts, each called `traffic`, by one program.

BGP you've been burnt by; Python; patience. French is useful in the office, English on the phone.

Montréal, hybrid, two days. One trip a quarter to a site or a peering meeting. On-call one week in eight
at 1,200 CAD, and you choose your own phone.
""",
    ),
    Listing(
        key="tessaway-gate-line",
        title="Senior SRE, Gate Line",
        employer="tessaway",
        category="reliability",
        tags=("Kubernetes", "Kafka", "Chaos testing", "Java"),
        places=(("SG", "Singapore"),),
        remote="hybrid",
        apply="https://tessaway.example/roles/gate-line",
        days_ago=8.4,
        description="""\
If our gates stop at 08:10, eleven stations fill up at about ninety people a minute. So the gates don't
stop: when they can't reach us they let everybody through and we count the loss afterwards. In the past
year that was 38 minutes, and it cost less than a good apology would have.

We want it under ten. You would lead that.

The chain from tap to gate: a reader, a station computer, two links, Kafka, the fare engine, and back,
in 300 ms. We can kill any single part of it without passengers noticing. We can't yet kill *two*, and
on 3 February two died.

You'll run failure drills with station staff, not only with engineers; own the latency budget and refuse
features that spend it; and coach two SREs who are better than they think.

We expect a strong record in systems where the physical world waits for an answer: transport, telephony,
trading, manufacturing. We expect you to have led without being anyone's boss.

Pay depends on a broad range of seniority here and we state ours in the first call, before you spend an
evening on us. Three days at Paya Lebar; medical cover for the family; on-call one week in six, with a
car home whenever it is late.
""",
    ),
    Listing(
        key="haldergate-sre-lead",
        title="Lead Site Reliability Engineer",
        employer="haldergate",
        category="reliability",
        tags=("Kubernetes", "PostgreSQL", "Terraform", "Incident response"),
        places=(("DE", "Berlin"),),
        regions=("eu",),
        remote="hybrid",
        pay=Pay(105_000, 125_000, "EUR"),
        apply="https://haldergate.example/careers/sre-lead",
        plan="Plus",
        days_ago=14.2,
        description="""\
Reliability at Haldergate used to mean three tired people. Then one of them left, we read her exit
interview aloud, and stopped all feature work for a quarter. That was a year ago. Pages are down from 22
a week to five.

We're now looking for somebody to lead the team of four that grew out of it.

## You'll be judged on

- whether your team sleeps,
- whether product teams carry their own services and feel supported in it,
- whether the settlement run finishes before banks open (99.5 % this year, 99.9 % next).

Not on uptime slides.

## A fair picture of the mess

PostgreSQL 13 on self-managed machines, four of them, with an upgrade overdue. Two ways to deploy. A
staging environment that lies. An excellent incident process, which is how we know all this.

## You

Have led engineers for at least two years and still write code most weeks. Have said no to a founder.
Have a view on error budgets that isn't from a book alone.

**Terms:** 30 days of leave, 4.5-day week, 600 EUR for an on-call week, of which leads take their turn.
Hybrid from Berlin, or a monthly visit from elsewhere in the EU.
""",
    ),
    Listing(
        key="nettlebank-ledger-production",
        title="Production Engineer, Ledger",
        employer="nettlebank",
        category="reliability",
        tags=("Java", "PostgreSQL", "AWS", "Observability"),
        places=(("GB", "Manchester"), ("GB", "London")),
        remote="hybrid",
        pay=Pay(75_000, 90_000, "GBP"),
        apply="https://nettlebank.example/jobs/ledger-production",
        days_ago=9.1,
        description="""\
The ledger knows who owns what. Everything else at a bank is decoration.

Ours is a Java service over PostgreSQL, small and carefully made. It posts 600 entries a second at
month's end, when every co-op in the country pays its rent on the same morning. As production engineer
you live in that team, not beside it: you read every design, you hold the pager with the developers, and
you may stop a release by saying so.

#### Currently on the board

- Month's end costs 14 times an ordinary day. Flatten it, or make it cheap.
- Point-in-time recovery takes three hours. The board (the other sort) has asked for thirty minutes.
- We reconcile nightly against the central bank. Hourly would let us find a fault before our customers'
  lunch.

#### You'll recognise yourself here

You've looked at `pg_stat_activity` in anger. You distrust a green dashboard a little. You've written a
post-mortem that changed something.

35 hours a week, a public ladder, 30 days of leave plus bank holidays. Manchester or London, two days.
On-call is shared by seven at £450 a week; month's end carries an extra day off. Members of client
co-ops are especially invited to apply.
""",
    ),
    Listing(
        key="oatmere-night-operations",
        title="Night Operations Engineer (three nights a week)",
        employer="oatmere",
        category="reliability",
        tags=("Linux", "PostgreSQL", "Bash", "Zabbix"),
        places=(("GB", "Leeds"),),
        employment="part_time",
        pay=Pay(24, 28, "GBP", "hour"),
        apply="jobs@oatmere.example",
        days_ago=16.3,
        description="""\
The warehouse runs all night and somebody has to be awake with it. Two of you share the week: three
nights and four, swapping, 22:00 to 06:00. It suits people who study, write, have small children or are
simply owls.

**What happens at night.** At 23:00 orders close and the plan for 60,000 baskets is computed. At 01:00
the conveyors start. At 04:30 the first vans leave. Each of these has a checklist, written by people who
did your job, and each goes wrong in its own way about once a fortnight: a scanner controller hangs, a
label printer dies, a supplier sends yesterday's file again.

**What you do about it.** Fix it, work round it, or wake the right engineer. Waking somebody is never a
failure. You log what you did, and twice a month you spend a paid day shift turning the log into fewer
entries.

**What you need.** Linux and a little SQL; hands that like hardware; judgement. We train you for four
weeks, in daylight, then two at night with company.

The rate includes the night premium. Free hot meal, safe parking, taxi home if your shift overruns. The
role is permanent and part-time, at 24 hours a week.
""",
    ),
    Listing(
        key="gantryloop-incident-programme",
        title="Incident Response Engineer",
        employer="gantryloop",
        category="reliability",
        tags=("Incident response", "Python", "Writing"),
        regions=("north_america", "latin_america"),
        remote="remote",
        pay=Pay(140_000, 165_000, "USD"),
        apply="https://gantryloop.example/careers/incident-response",
        days_ago=18.2,
        description="""\
Nine in ten of our incidents are over in twenty minutes and teach us nothing, because by then everyone
has gone back to work. We want to hire the person who stays in the room.

This isn't a coordinator's role and there is no war-room theatre in it. You're an engineer. You lead the
large incidents, perhaps two a month. For the small ones you look for the pattern, then go and change
the code, the alert or the habit behind it.

You would inherit:

- 1,300 incident records with decent timelines and poor causes;
- a bot that opens channels, which everyone likes, and a severity scale which nobody does;
- a public status page, on which we have promised to be honest within ten minutes. We manage 17.

In your first year we'd love to see repeat incidents halved, and a status page that customers quote for
the right reasons.

You've been in the middle of serious outages. You write well and fast under pressure; there will be a
writing exercise, paid, ninety minutes. You code in Python, Go or similar.

Remote from the Americas. On-call is one week in six as incident lead, 1,000 USD, next Monday off. Full
benefits in the US, Canada, Mexico and Brazil.
""",
    ),
)
