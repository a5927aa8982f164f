# The researcher's page of a reading: what the answer rests on, and what another method makes of the same counts.

research-title = For researchers
research-lead = What the answer rests on: other methods, one city less, earlier starts, earlier tables. Nothing here changes what may be said.
research-open = What the answer rests on
research-no-details = While the verdict carries no figure, none is shown here either.
research-level = Level comparison
research-control = Synthetic control
research-regression-short = Regression
research-methods = Every outcome by every method
research-methods-note = Counted over expected, with 95 % intervals. The level comparison decides the verdict, the synthetic control is asked as a second witness, and the regression of the city’s own series decides nothing. The first two intervals are calibrated on the comparison cities, the third is not.
research-leave-one-out = Without one comparison city at a time
research-leave-one-out-note = The synthetic control without each city that has a share in it. The filled square is the control of all cities with its interval; a hollow one is a single figure without an interval. Beside it in the table stands the level comparison without the same city.
research-rule = The rule: a city carries the result when less than half of the difference, on the log scale, is left without it.
research-rests-on-nothing = The interval of the synthetic control covers 1, so there is no result that one city could carry. Without one city at a time the ratio lies from { $low } to { $high }.
research-rests-on-none = No single city carries the result of the synthetic control: without one city at a time the ratio lies from { $low } to { $high }.
research-rests-on-city = The result of the synthetic control rests on { $city }: without it, less than half of the difference is left.
research-rests-on-cities = The result of the synthetic control rests on { $cities }: it is enough to leave out one of them, and less than half of the difference is left.
research-all-cities = All cities
research-without = Without { $city }
research-left-out = Left out
research-weight = Share of the control
research-share-left = Difference left
research-gap-before = Gap before the start
research-earlier = As if the start had been earlier
research-earlier-note = Only the months before the real start are used. With nothing to find, the conditions of the verdict should hold at hardly any of these starts.
research-earlier-none = No earlier start can be tried: each would leave fewer years or incidents before it than the computation asks for.
research-earlier-quiet =
    { $count ->
        [one] At one earlier start the conditions of the verdict were tried, and they did not hold.
       *[other] At { $count } earlier starts the conditions of the verdict were tried, and they held at none of them.
    }
research-earlier-found = At { $found } of { $read } earlier starts, when there was no programme, the conditions of the verdict would have held. What is found at the real start must be read with that in mind.
research-earlier-start = Start taken
research-earlier-years = Before the real start
research-earlier-finds = Conditions held
research-regression = Regression of the city’s own series
research-regression-warning = This is not the verdict. In US cities without any programme this method reported a fall in 16 to 21 of 100 cases, where two or three are to be expected by chance.
research-regression-note = An interrupted time series: level, trend, season and a step at the start, without comparison cities. It takes every swing that the whole country goes through for the programme. Four standard errors are given for each term; interval and p use the widest.
research-fallback-spread = The counts spread no more than Poisson, so Poisson regression is used instead of NB2.
research-fallback-settle = NB2 did not settle, so Poisson regression is used, with errors that do not trust it.
research-few-events = There are fewer than 30 incidents, so the two rates are compared exactly, without season or trend.
research-events = Incidents
research-events-text = { $before } before the start, { $after } after
research-rates = Rate after over rate before
research-law = Law of the counts
research-law-poisson = Poisson
research-law-nb2 = Negative binomial (NB2), α { $alpha }
research-step = Step at the start
research-step-text = { $ratio }, p { $p }, widest error: { $error }
research-mean-ratio = Mean ratio
research-dispersion = Pearson dispersion of the Poisson fit
research-p-poisson = p against Poisson
research-loglik = Log likelihood
research-ljung-box = Ljung–Box, p over lags 1 to 12
research-correlation = Largest correlation of residuals
research-correlation-text = { $size }, months apart: { $months }
research-pit = Distance of the residuals from uniform (randomised PIT)
research-years-left-out = Step when one year is left out
research-placebo-dates = Steps at months before the start
research-placebo-dates-text = { $share } of { $months } months give an interval that leaves out 1; about 5 in 100 should
research-hash = Hash of the input
research-terms = Terms on the log scale, with every standard error
research-term = Term
research-term-level = Level
research-term-trend = Trend, by year
research-term-step = Step at the start
research-term-shock = Shock: { $name }
research-term-sin = Season, sine { $times }
research-term-cos = Season, cosine { $times }
research-coefficient = Coefficient
research-error-model = Model
research-error-alpha = α known
research-error-hac = HAC, 12 lags
research-error-quasi = Quasi-Poisson
research-interval-widest = 95 %, widest error
research-p-widest = p, widest error
research-regression-years = Each year since the start by the regression
research-expected-without = Expected without a step
research-vintages = As it was known at each time
research-vintages-note = Every table of counts is kept. An outcome with several tables is read here as it was known when each was added, the oldest first, by the plan that is in force now.
research-vintages-none = No outcome has more than one table.
research-vintages-left-out =
    { $count ->
        [one] One older table is kept, and is not read by itself here.
       *[other] { $count } older tables are kept, and are not read by themselves here.
    }
research-changed = Months changed since the last table

# The own groups, beside the verdict.
research-groups-open = Group by group
research-groups-title = Group by group
research-groups-lead = The authority’s own groups, told at different times. Codes only, no persons. It stands beside the verdict and decides nothing.
research-groups-together = All groups together
research-groups-not-yet = Too early, or the plan is not sealed: before 24 months nothing is read of groups either.
research-groups-refused = The groups can carry no estimate:
research-groups-not-read = The groups cannot be read: { $why }
research-groups-who = { $groups } groups with shootings tied to them at level 2 or 3, { $told } of them told; { $months } months and { $incidents } incidents. Every group and every month has a level of its own. The { $left } months before the first message are left out, because what triggered it lies there.
research-groups-found = After the first message, against the group’s own level and the course of all: { $ratio }.
research-groups-tests = Random signs by group: p { $signs }, for a fall { $signsfall }. Dates dealt anew: p { $dates }, for a fall { $datesfall }.
research-groups-terms = Every term
research-groups-told = After the first message
research-groups-spillover = Share of rivals and allies told
research-groups-dose = Messages in the month
research-groups-error = Error by groups
research-groups-left-out = Months left out
research-groups-otherwise = With other months left out
research-groups-each = Each group by itself
research-groups-each-note = Groups are told because they have just been violent: part of any fall then comes by itself. Of twenty groups, one leaves its interval by mere chance.
research-groups-figure = Incidents after the first message against before, group by group
research-groups-note = 1 is unchanged against the course of all. Groups with fewer than ten incidents before are not shown by themselves, and counts below five are not shown.
research-group = Group
research-group-told = First message
research-group-before = Incidents before
research-group-after = Incidents after
research-group-never = not told
research-group-refused = too few incidents before
research-group-hidden = too few incidents after to be shown
research-groups-dose-by-year = What was done, all groups together
