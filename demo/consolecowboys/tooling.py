"""Listings for those who look after builds, releases and the tools of their colleagues."""

from demo.content import Listing, Pay, State

LISTINGS = (
    Listing(
        key="ferrowake-embedded-build",
        title="Build Engineer, Embedded Linux",
        employer="ferrowake",
        category="platform",
        tags=("Yocto", "Python", "Jenkins", "C"),
        places=(("GB", "Sheffield"),),
        pay=Pay(48_000, 58_000, "GBP"),
        apply="jobs@ferrowake.example",
        days_ago=41.0,
        state=State.EXPIRED,
        description="""\
Our controllers run rolling mills. They are supported for twenty years, so at this moment we can
rebuild, bit for bit, an image first released in 2008. Keeping that promise is the job.

The build is Yocto, eleven product lines, and one Jenkins that has become a pet. A full build takes five
hours; a developer who changes a single line waits forty minutes. You would be given six months with no
feature work to bring that below ten.

What's here for you to use: a shared state cache nobody has tuned; a lab with every controller we have
ever sold; colleagues who know the hardware to the last resistor.

What's missing: reproducible toolchains, a software bill of materials that anyone trusts, and somebody
who wakes up wanting to fix both.

Experience with Yocto or Buildroot is needed, as is Python you would show to others. On site in
Sheffield, four and a half days: Friday ends at noon. 9 % employer pension, free parking, honest
canteen. The mill next door is loud; ear protection is provided, and so is a tour.
""",
    ),
    Listing(
        key="brindlecast-developer-experience",
        title="Developer Experience Engineer",
        employer="brindlecast",
        category="platform",
        tags=("Bazel", "Rust", "Kotlin", "GitHub Actions"),
        places=(("SE", "Stockholm"),),
        remote="hybrid",
        apply="https://brindlecast.example/jobs/developer-experience",
        plan="Plus",
        days_ago=0.6,
        state=State.UNPAID,
        description="""\
Ninety engineers push to one repository. The median change waits 31 minutes for its checks. We did the
sum and stopped, because it came out in person-years.

You would be the second member of a team whose customers sit in the same room. The first member has
spent a year on making the builds hermetic. Now the fun can start: remote caching, test selection, a
merge queue that doesn't punish the last in line.

We think the job is half engineering and half manners. You'll sit with a team for a week, watch where
they sigh, and fix the sigh. You'll also be the one to say that a favourite tool must go.

- You know at least one large build system from the inside.
- You've measured developer waiting time, somehow, and improved it.
- You write announcements people read to the end.

Pay follows the collective agreement's levels and is settled before the second interview, so that nobody
wastes a day. Six weeks of leave; parental pay topped up to 90 %; office at Slussen, two days a week.
""",
    ),
    Listing(
        key="dunlaithe-release",
        title="Release Engineer, Regulated Software",
        employer="dunlaithe",
        category="platform",
        tags=("GitLab CI", "Python", "SBOM", "IEC 62304"),
        places=(("IE", "Dublin"), ("IE", "Cork")),
        remote="hybrid",
        pay=Pay(65_000, 75_000, "EUR"),
        apply="https://dunlaithe.example/join/release",
        days_ago=19.3,
        state=State.CLOSED,
        note="Filled through this listing.",
        description="""\
Our software is a medical device, on paper and in law. Each release needs evidence: which requirement,
which test, who looked at it, what changed in the libraries below. We ship every two weeks and the
evidence takes three days. Those three days are our reason for hiring.

Ideally nobody would ever *write* a release file again: it would fall out of the pipeline, complete,
signed, and readable by the notified body in five years' time. About half of it does already.

### The first three months

Weeks 1–4: ship two releases the old way, by hand, swearing quietly and taking notes. Weeks 5–12:
automate what hurt most. We won't tell you what it will be; the last three people each picked something
else, and each was right.

### Skills

Python and a CI system you know deeply. Reading a standard without falling asleep is a real skill and
we'll pay for it. Experience with medical, avionics or rail software would save us a month.

### Practical

Dublin or Cork, two days a week. Pension at 8 %, 27 days of leave. Releases go out on Tuesdays, in
daylight. No on-call.
""",
    ),
    Listing(
        key="pinwhistle-junior-platform",
        title="Junior Platform Engineer",
        employer="pinwhistle",
        category="platform",
        tags=("Linux", "Python", "Kubernetes", "Grafana"),
        places=(("FI", "Helsinki"),),
        remote="hybrid",
        pay=Pay(3_100, 3_600, "EUR", "month"),
        apply="jobs@pinwhistle.example",
        days_ago=15.4,
        description="""\
A first job, meant as one. You don't need three years of anything.

You know your way around Linux because you like it. You've written programs that other people ran,
perhaps in a student club, on a game server for friends, or in an apprenticeship. You ask questions
early. That is the whole list.

What you'd do in the first year:

- **Spring:** keep the build farm healthy beside a colleague, and learn how we watch things.
- **Summer:** one project of your own. Last year's was a tool that finds forgotten test servers; it paid
  for itself in a month.
- **Autumn:** the game's big season. You sit in the control room, with company, and see what load looks
  like.
- **Winter:** on-call, if you want it, always as a pair with somebody experienced.

You get a mentor with four hours a week set aside for it, in the calendar, defended. After twelve months
the pay moves to the ordinary engineering ladder, provided we both wish to go on; so far everybody has.

Helsinki, mostly in the office at first since it is easier to learn there. Finnish isn't needed. Apply
by mail: a few sentences and a link to anything you've made.
""",
    ),
)
