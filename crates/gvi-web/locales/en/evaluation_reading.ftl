# A reading of an evaluation: on the site's pages, for everybody, and as a paper. The sentence of the verdict comes with the reading and stands nowhere here.

reading-report = Did it help?
reading-marking = Aggregated counts without persons. Small counts can still point somebody out: hand out only the version for everybody.
reading-verdict = What may be said
reading-state = Verdict
reading-state-too-early = Too early to tell
reading-state-not-estimable = No answer can be given
reading-state-cannot-tell = Cannot be told
reading-state-no-difference = No difference found
reading-state-reduced = Probably reduced
reading-state-increased = Probably increased
reading-preliminary = Preliminary: { $months } of 60 months have passed. The verdict will be read again.
reading-about = What was counted
reading-next-name = Next reading
reading-next =
    { $count ->
        [one] in one month
       *[other] in { $count } months
    }
reading-refusals = Why there is no answer
reading-refused-what = What was asked of the data
reading-measured = Measured
reading-limit = Limit
reading-what-to-do = What can be done
reading-refused-city = The comparison city { $city } in the data
reading-do-city = Add its counts, or change the plan in the open with a reason.
reading-refused-donors = Comparison cities
reading-do-donors = Add comparison cities. With fewer than twenty, chance alone cannot be ruled out.
reading-refused-years = Years before the start
reading-refused-months = Months before the start
reading-do-years = Begin the counts earlier.
reading-refused-events = Incidents before the start
reading-do-events = Choose an outcome with more incidents.
reading-refused-estimates = Estimates
reading-do-estimates = Read the counts as the plan says.
reading-refused-hash = The hash of the sealed plan
reading-do-hash = Restore the plan as it was sealed.
reading-refused-plan = Outcome, comparison cities and windows as sealed
reading-do-plan = Read the plan as it was sealed, or change it in the open with a reason.
reading-refused-after = Months after the start
reading-do-after = Wait. Until then, describe the counts.
reading-refused-fit = Gap to the comparison before the start, as a share of the mean
reading-refused-over-fit = Fit closer than counting noise allows
reading-do-fit = Use longer periods, other comparison cities or the level comparison.
reading-refused-outside = Mean of the city before the start
reading-do-outside = Add comparison cities on the other side.
reading-refused-treated = A comparison city with a programme of its own
reading-do-treated = Take it out of the comparison.
reading-refused-shock = Months between the start and an event that met the whole country
reading-do-shock = Use comparison cities that met the same event.
reading-happened = What happened
reading-sums = { $city }: { $outcome }, in twelve months
reading-sums-start = start { $month }
reading-sums-note = Each point is the sum of the twelve months up to it. Between the limits, the true level lies with 95 % if incidents do not come in groups. Dotted: sums with months from both sides of the start. The table lists sums that share no month, and the latest.
reading-months = Months
reading-counted = Counted
reading-from = From
reading-to = To
reading-years = Each year since the start, against what was expected
reading-years-note = Expected is what the city’s own past and the course of the comparison cities lead to. Of 100 cities without a programme, about 95 lie within the band. A single year inside the band says nothing.
reading-years-note-dose = Expected is what the city’s own past and the course of the comparison cities lead to. Of 100 cities without a programme, about 95 lie within the band. A single year inside the band says nothing. Beneath stands what was done in each year: without a dose there is nothing that could have helped.
reading-no-years = Years since the start are not set against expected ones yet, because the verdict does not carry it.
reading-year = Year
reading-year-short = Year { $year }
reading-expected = Expected
reading-ratio = Counted over expected
reading-band = Band of chance
reading-span = { $low } to { $high }
reading-by-itself = What falls by itself
reading-start-independent = According to the plan, the start was set by law, money or agreement, whatever the counts were.
reading-start-after-a-rise = According to the plan, the start was chosen because violence had risen. Part of any fall would then have come by itself.
reading-start-height = The twelve months before the start stood at { $ratio } times the mean before.
reading-by-itself-falls = After a start at such a height, the next twelve months are { $share } lower on average with no programme at all.
reading-by-itself-rises = After a start at such a height, the next twelve months are { $share } higher on average with no programme at all.
reading-by-itself-naive = A plain comparison of before and after would report a fall in { $share } of such cases.
reading-by-itself-unknown = How counts change by themselves after a start at such a height could not be computed: it hardly ever comes.
reading-could = What could have been seen
reading-visible = According to the plan, a fall of less than { $share } would not surely have been visible.
reading-planned = The programme was meant to reach a fall of { $share }.
reading-planned-too-small = What was aimed at is smaller than what could surely be seen: to find no difference is then likely even if the aim is reached.
reading-sight = What could one city see, and when?
reading-sight-note = For about { $count } incidents a year, beside five comparison cities that drift apart as US cities do. Filled dots: in so many of ten cities with such a fall, it would be seen.
reading-sight-fall = True fall
reading-sight-smallest = Smallest|visible fall
reading-less = { $share } fewer
reading-years-count =
    { $count ->
        [one] 1 year
       *[other] { $count } years
    }
reading-research = For researchers: outcomes, conditions, comparison, plan
reading-research-page = For researchers: outcomes, conditions, comparison
reading-outcomes = All outcomes of the plan
reading-outcomes-note = All planned outcomes stand here, also those without a difference and those without counts. p is one-sided for the primary outcome, two-sided for the others, and corrected for their number (Holm) for the secondary ones.
reading-outcome = Outcome
reading-role = Role
reading-role-primary = primary
reading-role-secondary = secondary
reading-role-control = should not move
reading-ratio-interval = Counted over expected (95 %)
reading-no-figure = no figure
reading-why-no-counts = There are no counts yet.
reading-why-no-city = The table has no rows for { $city }.
reading-why-no-population = The table has no population for { $city }, and cities are compared by rate.
reading-why-months = The plan begins with { $wanted }, and the counts go from { $first } to { $last }.
reading-why-not-over = The counts go to { $month }, and that month is not over.
reading-why-estimators = The estimators say: { $what }
reading-why-too-early = Too early: no figure before 24 months.
reading-why-refused = The counts cannot carry a figure.
reading-forest = Outcomes and years on one axis
reading-forest-note = 1 is what was expected. The line is the interval of 95 %, calibrated on cities without a programme. A line across 1 is in keeping with no change, and does not prove it.
reading-forest-year = Year { $year } after the start
reading-conditions = What the verdict rests on
reading-condition = Condition
reading-condition-interval = The calibrated interval lies on one side of 1 (distance on the log scale)
reading-condition-placebo = Placebo p-value
reading-condition-same = Estimators of the same sign
reading-condition-comparisons = Comparisons with other cities among them
reading-holds-head = Holds
reading-holds = yes
reading-holds-not = no
reading-others = Beside the other cities
reading-rank = Ordered by how far each city moved, from the lowest up, { $city } stands in place { $place } of { $cities }. With so many cities no p-value can be smaller than { $least }.
reading-cloud = Each comparison city as if it had been the one
reading-cloud-note = One dot for each comparison city, moved to the size of { $city }: small cities vary more and must not speak for large ones. The diamond is { $city }, place { $place } of { $cities } from the lowest.
reading-own = { $city } (the city that is read)
reading-city = City
reading-ratio-found = Counted over expected
reading-ratio-scaled = At the size of the city
reading-gaps = Gap to the synthetic control
reading-gaps-note = Incidents for each 100,000 people and year: the city less a mixture of comparison cities with the same course before the start. Zero is no gap.
reading-rate-city = City
reading-rate-control = Control
reading-gap = Gap
reading-weights = What the synthetic control is made of
reading-assumptions = What must be true for this to mean what it says
reading-assumes-drift = Without the programme, the city would have drifted from the common course as other cities do.
reading-assumes-donors = Without the programme, the city would have gone on like the mixture of comparison cities.
reading-assumes-untouched = No comparison city is touched by the programme or has one of its own.
reading-assumes-chosen = The comparison cities were chosen before anybody saw the outcome.
reading-assumes-start = The start was not chosen because of the counts just before it.
reading-assumes-recording = Recording did not change in one city alone.
reading-plan = Plan and how to repeat it
reading-plan-city = City
reading-plan-primary = Primary outcome
reading-plan-secondary = Secondary outcomes
reading-plan-control = Outcomes that should not move
reading-plan-before = Window before
reading-plan-after = Window after
reading-plan-donors = Comparison cities
reading-plan-fall = Fall that is aimed at
reading-plan-visible = Smallest visible fall
reading-plan-amendments = Changes since sealing
reading-amendments =
    { $count ->
        [0] none
        [one] one
       *[other] { $count }
    }
reading-provenance = To make it again
reading-provenance-note = The same plan, the same counts and the same seed give the same figures, digit by digit.
reading-hash-plan = Hash of the sealed plan
reading-hash-sums = Hash of the counts
reading-hash-level = Hash of the level comparison’s input
reading-hash-control = Hash of the synthetic control’s input
reading-seed = Seed
reading-version = Version of the code

# Words in the drawings.
reading-chart-start = start
reading-chart-counted = counted
reading-chart-expected = expected
reading-chart-band = band of chance
reading-chart-lower = fewer than expected
reading-chart-higher = more than expected
reading-chart-of-ten = about { $count } of 10

# For everybody.
public-verdict = What may be said
public-years = { $city }: { $outcome }, year by year
public-years-note = Years are counted from the month of the start, backwards and forwards. Between the limits, the true level lies with 95 % if incidents do not come in groups. A difference between two years is no finding.
public-few = fewer than { $count }
public-left-out = not shown
public-left-out-why = Small numbers are not shown, because they are about few people. Some others are not shown either, so that the small ones cannot be worked out.
public-unknown = What is not known
public-unknown-year = A single year says little: numbers go up and down by chance.
public-unknown-reported = Only what became known to the police is counted.
public-unknown-elsewhere = Violence may move to other places or change its form. Other outcomes are followed for that, and may still miss it.
public-unknown-cause = What the changes come from is not known.
public-version = Data and plan
public-counts-to = Counted up to and including
