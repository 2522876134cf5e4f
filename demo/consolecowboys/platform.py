"""Listings for those who build what others deploy on."""

from demo.content import Listing, Pay

LISTINGS = (
    Listing(
        key="gantryloop-runner-fleet",
        title="Platform Engineer, Runner Fleet",
        employer="gantryloop",
        category="platform",
        tags=("Firecracker", "Go", "Nomad", "Linux"),
        places=(("US", "Austin, TX"),),
        regions=("north_america",),
        remote="remote",
        pay=Pay(155_000, 180_000, "USD"),
        apply="https://gantryloop.example/careers/runner-fleet",
        plan="Featured",
        days_ago=0.8,
        description="""\
Somebody pushes a commit. In under two seconds they get a clean virtual machine with their cache already
mounted, and they run code on it that we have never seen and must not trust. Forty thousand times an
hour.

## The fleet

1,100 bare-metal hosts, Firecracker, a scheduler of our own in Go. Boot time is good. *Cache locality*
is not: one build in five lands on a host without its cache and takes three times as long. Customers
notice, and so do we.

## What you would own

- Placement. We have ideas (rendezvous hashing, two choices, plain stickiness) and a simulator to test
  them in.
- Image builds: 64 images, rebuilt nightly, of which about three break each week for reasons outside our
  control.
- Noisy neighbours: finding them before their neighbours do.

## What we ask

You have run Linux hosts in the hundreds, and can read a flame graph, a cgroup file and a kernel
changelog. You write Go or would enjoy learning it here.

## Pay, leave, nights

The range is what we pay, by level, everywhere in the US and Canada. Health, dental and vision, all
premiums covered. 25 days of leave with a minimum of 20 that managers must enforce. On-call one week in
eight, secondary first; 1,000 USD each.
""",
    ),
    Listing(
        key="nettlebank-kubernetes",
        title="DevOps Engineer, Kubernetes",
        employer="nettlebank",
        category="platform",
        tags=("Kubernetes", "Argo CD", "AWS", "Terraform"),
        places=(("GB", "London"),),
        remote="hybrid",
        pay=Pay(68_000, 80_000, "GBP"),
        apply="https://nettlebank.example/jobs/devops-kubernetes",
        days_ago=1.5,
        description="""\
Nettlebank is a bank for housing and food co-operatives. We hold 1.2 billion pounds and have 140 staff,
eight of whom look after infrastructure. You would be the ninth.

The regulator asks a simple question each year: *could you leave your cloud provider?* Our honest answer
so far is "with great pain". Over the next two years we want to be able to say "in a weekend", and mean
it, and practise it.

What that involves:

- Clusters that differ only in a handful of variables, across two providers and one rack of our own.
- Everything through Git, including what we now do by hand when nobody is looking.
- Exit drills, quarterly, with real services and a stopwatch.

We look for somebody who has operated Kubernetes through at least one bad upgrade, who is fussy about
Terraform state, and who can write a page that an auditor will understand.

Pay is by a public ladder, and the highest paid person here earns at most six times the lowest. 35-hour
week, 30 days of leave plus bank holidays. On-call is shared by nine, £450 a week, with a rest day.
Office near King's Cross, two days a week.
""",
    ),
    Listing(
        key="kestrivane-edge-to-cloud",
        title="Platform Engineer, Edge to Cloud",
        employer="kestrivane",
        category="platform",
        tags=("NixOS", "Python", "WireGuard", "Prometheus"),
        places=(("NL", "Rotterdam"),),
        remote="hybrid",
        pay=Pay(62_000, 76_000, "EUR"),
        apply="https://kestrivane.example/vacancies/edge-to-cloud",
        days_ago=3.6,
        description="""\
There is a small computer bolted under 2,800 freight wagons. It listens to the bearings. It is cold, it
shakes, it loses power whenever the shunter feels like it, and it will be visited by an engineer once in
six years.

Your platform is what keeps those computers current. Today an update reaches 97 % of them within a
month; we do not know enough about the other 3 %, and that bothers us more than it should.

**You'll work on**

- atomic upgrades with automatic rollback (we use NixOS, and have the scars),
- a tunnel that costs less than 2 MB a month per wagon,
- the twin: a rack of forty devices in the corner, wired to relays, which we torture.

**You'd fit if**

you've shipped software to machines you couldn't touch; you prefer a boring protocol to a clever one;
you've been wrong about clocks before.

Rotterdam, in the old grain silo. Hybrid, three days in since much of the work is hardware. 8 % holiday
allowance on top of the range, 28 days of leave, travel by train paid in full, naturally.
""",
    ),
    Listing(
        key="thrushgate-cloud-migration",
        title="Cloud Migration Engineer (B2B contract)",
        employer="thrushgate",
        category="platform",
        tags=("Azure", "Ansible", "VMware", "PowerShell"),
        places=(("PL", "Kraków"),),
        remote="hybrid",
        employment="contract",
        pay=Pay(140, 175, "PLN", "hour"),
        apply="https://thrushgate.example/kariera/cloud-migration",
        days_ago=5.6,
        description="""\
An insurer, founded before electricity, is leaving its data centre. The lease ends in 26 months. There
are 610 virtual machines, of which we can say with confidence what 480 do.

This is not the glamorous kind of cloud work, and we would sooner tell you now. A good day is one on
which you switch off a server and nobody rings. A very good day is one on which you find out that nobody
has needed it since 2014.

#### You would

1. take an application, find its owner (or declare yourself one), and map what it talks to;
2. decide with them: move, replace, or bury;
3. script the move so that the dress rehearsal and the real thing are the same command;
4. stay for a week afterwards.

#### You have

- moved things before, and been there the morning after;
- Ansible or comparable; enough Windows not to be surprised by it;
- a friendly telephone manner. Polish and English both needed.

12 months, 160 hours a month at most, extended by agreement. Net + VAT on a B2B basis. Migration
weekends, about one in six, are paid at double rate. Equipment is ours, liability cap is in the
contract, notice is one month either way.
""",
    ),
    Listing(
        key="tundrafold-bare-metal",
        title="Infrastructure Engineer, Bare Metal",
        employer="tundrafold",
        category="platform",
        tags=("Ceph", "Ansible", "Debian", "BGP"),
        places=(("NO", "Tromsø"),),
        pay=Pay(780_000, 900_000, "NOK"),
        apply="https://tundrafold.example/jobs/bare-metal",
        plan="Plus",
        days_ago=12.4,
        description="""\
We keep a copy of the Earth: 74 petabytes of satellite images, growing by 40 terabytes a day, in a
mountain hall north of the Arctic Circle, where cooling costs next to nothing and disks still die at the
usual rate.

Four of us run it. We rack, cable, patch, and write the automation that lets four be enough. You would
be number five, and could take the lead on *Ceph*: the cluster is healthy but was laid out for a tenth
of its present size.

A typical fortnight: two days in the hall swapping drives and listening to podcasts; a storage upgrade,
rehearsed on the small cluster; a capacity plan to argue over; a bug report to upstream with a
reproduction attached.

We'd like you to have run distributed storage at some scale, to know Debian from the inside, and to be
steady when 36 disks fail at once, which has happened, and was a firmware bug.

Relocation is paid, with six weeks of housing and help with permits. Winters are dark, so working hours
from November to January are yours to arrange around the light. On-call one week in five, compensated by
the Norwegian agreement, and then some.
""",
    ),
    Listing(
        key="saltmarrow-devops",
        title="DevOps Engineer, Team of Six",
        employer="saltmarrow",
        category="platform",
        tags=("Docker", "Python", "GitHub Actions", "PostgreSQL"),
        places=(("CA", "Halifax"),),
        remote="hybrid",
        pay=Pay(95_000, 112_000, "CAD"),
        apply="jobs@saltmarrow.example",
        days_ago=28.1,
        description="""\
Saltmarrow's buoys measure how salty, warm and sour the sea is. Six engineers do everything: the
electronics, the firmware, the site where oceanographers download the numbers. None of us is a proper
DevOps engineer and it shows.

Here is what you'd find on your first day:

- deployments by a script named `deploy-final2.sh`;
- backups that work, because one of us tests them each month with a slightly anxious expression;
- dashboards of the sea, beautiful ones, and none of our own servers.

Nothing is on fire. There is one server for the site and one for the data, a few hundred users, and a
government grant that asks for "99.5 % availability" without saying how to measure it. You'd get to
choose tools that suit this size. We are fairly sure that Kubernetes isn't one; prove us wrong if you
like.

You should be happy as the only one of your kind, able to explain a trade-off to a marine biologist, and
pleased rather than dismayed by small numbers. Sea legs not required, though the boat has room.

Hybrid in Halifax. Four weeks of leave, a health plan, and the week of the deployment cruise at your own
risk and delight.
""",
    ),
)
