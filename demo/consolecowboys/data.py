"""Listings about data: pipelines, warehouses, databases."""

from demo.content import Listing, Pay, Settlement, State

LISTINGS = (
    Listing(
        key="tundrafold-satellite-archive",
        title="Data Engineer, Satellite Archive",
        employer="tundrafold",
        category="data",
        tags=("Python", "STAC", "Zarr", "Dask"),
        places=(("NO", "Tromsø"),),
        regions=("europe",),
        remote="remote",
        pay=Pay(720_000, 840_000, "NOK"),
        apply="https://tundrafold.example/jobs/satellite-archive",
        days_ago=2.1,
        description="""\
A glaciologist asks for every cloud-free picture of one fjord since 1984. There are 3,100, from nine
satellites, in six formats and four opinions about where north is. She'd like them as one cube, by
Monday.

The archive team makes that an ordinary request. At present it takes a day of somebody's time; we answer
forty a month and turn away twice as many.

*You would build* the catalogue and the cubes: STAC records for 210 million scenes, chunked Zarr that
can be read over HTTP without fetching the world, and the checks that tell a bad scene from a dark one.

*You would not build* machine learning on top. Our users do that, very well, and would rather we got the
pixels right.

Please come with Python that handles more data than memory; a grasp of array formats, map projections,
or both; and stories about metadata. A background in remote sensing is good. So is one in astronomy,
medical imaging, or film.

Anywhere in Europe, with a week in Tromsø each season: once for the midnight sun, once for the opposite.
Norwegian contract and holiday, or an equivalent one through our partner. On-call doesn't exist on this
team; the mountain has its own.
""",
    ),
    Listing(
        key="lumenfallow-analytics",
        title="Analytics Engineer",
        employer="lumenfallow",
        category="data",
        tags=("dbt", "SQL", "BigQuery", "Python"),
        places=(("NL", "Utrecht"),),
        regions=("eu",),
        remote="remote",
        pay=Pay(55_000, 68_000, "EUR"),
        apply="jobs@lumenfallow.example",
        days_ago=28.4,
        description="""\
"How much did the drought cost our growers?" It took us five weeks to answer that last year, and two
teams got different numbers. Both were defensible. That's the problem we're hiring for.

Lumenfallow advises 9,000 farms on when to water, feed and harvest. The measurements are good. The
definitions aren't: we have four meanings of *yield* and, somehow, three of *hectare*.

As our first analytics engineer you would

1. agree on twenty words with agronomy, finance and product, and write them down;
2. build them once, in dbt, tested, with owners;
3. retire 140 dashboards, gently, keeping the dozen that people really look at;
4. teach the rest of us to answer our own questions.

You're fluent in SQL and have run a dbt project that others contributed to. You ask "what will you do
differently if the number is higher?" You can present to a room of farmers, who will correct you, and
are usually right.

Remote within the EU with a visit to Utrecht each month, or there more often if you like company. Part
time from 28 hours is possible. 8 % holiday allowance comes on top of the range. Training budget of
2,000 EUR.
""",
    ),
    Listing(
        key="abacus-hollow-postgresql",
        title="Database Engineer, MySQL to PostgreSQL",
        employer="abacus-hollow",
        category="data",
        tags=("PostgreSQL", "MySQL", "Debezium", "Linux"),
        places=(("CA", "Toronto"),),
        regions=("north_america",),
        remote="remote",
        pay=Pay(130_000, 150_000, "CAD"),
        apply="https://abacus-hollow.example/careers/database",
        plan="Plus",
        days_ago=6.2,
        description="""\
Twelve years of tax returns live in a MySQL 5.7 with 900 tables, replicated by hand and loved by no one.
We're moving it to PostgreSQL, while it is in use, without losing a cent. There's a date by which we
want to be done, and a rule that the date gives way before correctness does.

What has been decided: change data capture into the new schema, dual reads with comparison, cut over by
tenant, smallest first. What hasn't: nearly everything that makes it hard. Collations. Zero dates. A
column named `flags` that holds eleven things.

You'd be the expert in a team of five. We have strong application people who have never had a specialist
to ask. You'd spend perhaps a third of your time answering them and we think that's time well spent.

#### We're hoping for

Serious operation of both databases, or of one of them and great respect for the other. Experience of an
online migration that ended well, or of one that didn't, told honestly.

#### In return

Remote in Canada. Five weeks of leave, though none between 1 March and 5 May. A migration bonus shared
equally by the whole team, down to the person who books the rooms. On-call one week in five outside the
season, 700 CAD.
""",
    ),
    Listing(
        key="kestrivane-streaming",
        title="Streaming Engineer, Bearing Telemetry",
        employer="kestrivane",
        category="data",
        tags=("Apache Flink", "Kafka", "Java", "Iceberg"),
        places=(("NL", "Rotterdam"), ("BE", "Antwerp")),
        remote="hybrid",
        pay=Pay(75_000, 92_000, "EUR"),
        apply="https://kestrivane.example/vacancies/streaming",
        plan="Featured",
        days_ago=1.9,
        description="""\
A wheel bearing announces its failure about nine days ahead, in a frequency band you can learn to hear.
Our sensors do hear it. But the message arrives in fragments, hours late, out of order, from a wagon
that has since crossed two borders.

**The stream.** 2,800 wagons, 16 sensors each, bursts of vibration data whenever there's signal. Flink
puts it in order, matches it with where the wagon was, and decides whether a workshop should be told.
400 such notices a year. Each costs a customer a day; each one missed could cost very much more.

**Your part.** Event time in all its misery. Our watermark strategy drops 0.6 % of late data, and we
suspect the interesting bearings are exactly those. You'd redesign it, re-run two years of history
through it, and show the workshop people what changes.

**About you.** You know what a watermark is and why it's a lie. You've kept state in a stream processor
across upgrades. You can read a scientific paper on vibration with goodwill, if not pleasure.

**About us.** 44 people; three are former train drivers and outrank everybody in practice. Rotterdam or
Antwerp, two to three days. 28 days of leave, 8 % on top, a first-class rail pass. On-call one week in
six, business hours and Saturday morning.
""",
    ),
    Listing(
        key="thrushgate-data-platform",
        title="Data Platform Engineer, Claims",
        employer="thrushgate",
        category="data",
        tags=("Airflow", "Spark", "Python", "Delta Lake"),
        places=(("PL", "Wrocław"),),
        remote="hybrid",
        pay=Pay(18_000, 23_000, "PLN", "month"),
        apply="https://thrushgate.example/kariera/data-platform",
        days_ago=0.9,
        state=State.UNPAID,
        description="""\
Claims come in by post, fax (truly), portal and telephone, and leave as one number in a report to the
supervisor each quarter. Between the two are 340 Airflow tasks. On a bad morning, 40 of them are red and
the first hour goes to finding out which ten matter.

We're setting up a platform team of three so that those who write the tasks needn't also nurse them.

* *Lineage*: for each number in the report, where did it come from? By hand this takes two days; we'd
  like a click.
* *Backfills*: when a rule changes, rerun eight years without rerunning the bill.
* *Manners*: data contracts with the claims system, whose team sits one floor up and is more willing
  than everyone assumes.

You know Spark well enough to avoid it when it isn't needed. You've cleaned up a scheduler before.
Insurance can be learned; the actuaries run a kind and thorough course.

Employment contract, private health care, 26 days of leave. Wrocław, two days a week in the office by
the river. Support hours 7 to 17; nothing runs at night that can't wait.
""",
    ),
    Listing(
        key="saltmarrow-time-series",
        title="Time-Series Engineer",
        employer="saltmarrow",
        category="data",
        tags=("ClickHouse", "Python", "Grafana", "Statistics"),
        places=(("CA", "Halifax"),),
        regions=("north_america", "europe"),
        remote="remote",
        pay=Pay(98_000, 118_000, "CAD"),
        apply="jobs@saltmarrow.example",
        days_ago=10.4,
        description="""\
Is it a storm, a seal, or a broken sensor?

Each of our 212 buoys sends temperature, salinity and acidity every ten minutes. About 4 % of the values
are wrong, and the sea is quite capable of producing values that merely look wrong. Telling these apart
is currently done by an oceanographer with a good eye and a spreadsheet, who would like to go back to
oceanography.

We need an engineer with statistical sense to make quality control a system: flags with reasons,
versions that can be cited, reprocessing of fifteen years whenever we learn something. Scientists
publish on top of these numbers, so "we changed it on Tuesday" has to be something they can look up.

You might come from monitoring, from science, from finance, or from industrial control. You'll like it
here if you have ever been rude about a dashboard that smooths its data. ClickHouse and Python are what
we have; you'd have a large say in what comes next.

Small team, open data, a modest salary that we state above in full. Remote in Canada or Europe (four
hours in common with Halifax). Four weeks of leave, a health plan, a place on the boat each spring.
""",
    ),
    Listing(
        key="oatmere-data-intern",
        title="Data Engineering Intern, Summer",
        employer="oatmere",
        category="data",
        tags=("Python", "SQL", "DuckDB"),
        places=(("GB", "Leeds"),),
        employment="internship",
        pay=Pay(2_000, 2_200, "GBP", "month"),
        apply="https://oatmere.example/jobs/data-intern",
        days_ago=17.1,
        state=State.CLOSED,
        note="Filled: thank you to everyone who applied.",
        description="""\
Twelve weeks, June to September, paid, in a warehouse full of food.

The project is real and it's yours: **why do we throw away so much coriander?** We have three years of
stock, sales, weather and delivery data, and a suspicion that the answer isn't in any one of them. You
will find the data, clean it, ask the people on the floor why Tuesdays look odd, and end with a
recommendation to the buying team. Two of the last three recommendations were adopted. (The third was
about bananas, and was right, but bananas are political.)

You'll sit with the data team, four people, and have one of them as your mentor. There's a weekly hour
in which you may ask anything at all. You'll see how data gets from a handheld scanner to a decision,
and where it leaks.

You're studying something with numbers in it or teaching yourself. You know some Python and SQL, and
like to find out. No grades asked, no test; we talk about something you have made, for forty minutes.

We pay by the month, cover travel within Yorkshire, and help with finding a room if you come from
further away. Interns get the staff discount too.
""",
    ),
    Listing(
        key="civilcord-procurement",
        title="Data Engineer, Public Procurement",
        employer="civilcord",
        category="data",
        tags=("Python", "PostgreSQL", "Open data", "Scrapy"),
        places=(("BE", "Brussels"),),
        remote="hybrid",
        pay=Pay(3_800, 4_400, "EUR", "month"),
        apply="work@civilcord.example",
        days_ago=20.3,
        settlement=Settlement.WAIVED,
        note="Charity: listed without charge.",
        description="""\
European towns publish what they buy, from paper clips to bridges. They publish it in 27 ways, in 24
languages, sometimes as a photograph of a print-out. Journalists need it as a table.

Civilcord's procurement database holds 31 million notices and is quoted in the press about once a week.
It's kept up by two people and a good deal of Python. One of the two is moving to a farm. Her notes are
superb.

You would

- look after 190 scrapers, of which five break in any given week;
- match suppliers across countries without pretending to more certainty than there is;
- answer reporters' questions, and say "the data can't tell you that" when it can't;
- publish every method, so that the other side's lawyers may read it too.

We can't compete with a bank on money. What we have: work that gets quoted in parliament, a 36-hour
week, 30 days of leave, meal vouchers, a train pass, and colleagues who remain for years.

Brussels, two days a week together. English and one other EU language that you can read a tender in.
Please write us a letter; a CV alone goes to the bottom.
""",
    ),
)
