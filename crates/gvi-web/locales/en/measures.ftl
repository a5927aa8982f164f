# Measures of the method: is what was promised done, and is it done lawfully?

menu-measures = Measures
measures-title = Measures
measures-heading = Measures { $month }
measures-lead = Is what was promised done, and is it done lawfully? Everything is counted in the authority’s own compartment. Groups and work are measured, persons never.
measures-none-below = No measure is below its target.
measures-below =
    { $count ->
        [one] One measure is below its target. Begin there:
       *[other] { $count } measures are below their targets. Begin there:
    }
measures-fidelity = Is the method followed?
measures-rights = Law and rights
measures-groups = What happens after the message?
measures-help = Does help arrive?
measures-not-counted = Not counted yet
measures-how = How it is counted
measures-how-limits = A denominator counts only cases whose time is up. What can still be done in time waits, even if it has been done already. If no case was counted there is a dash, never a hundred per cent.
measures-how-unknown = Unknown is never no: cases that nobody can answer stand apart. Incidents are dated by when they happened. Incidents from an import were never reported here and do not count in measures of how fast the work goes.
measures-how-frozen = A month that is over is frozen two weeks later, when the longest limit of any measure is up; a quarter is frozen once, after its last month. What is counted as it stands is taken at the turn of the month. The figures are counted for nobody in particular, so all readers see the same, and they are never changed. Where a measure is counted otherwise than when it was frozen, it says so.
measures-how-second = What has been put right or erased since then makes a second series, as counted today. It is shown where it differs; of persons only to those who work with persons, because a difference can point at somebody.
measures-how-own = Every authority counts its own records. The measures do not leave the compartment by themselves. A measure whose halves lie with different authorities (G4, H2) is two counts beside each other, as each of them gives them out; persons are never linked between authorities.
measures-how-hidden = Numbers of persons below five are not shown to those who do not work with persons.
measure-what = Measure
measure-value = Value
measure-target = Target
measure-window = Time
measure-window-quarter = Quarter { $quarter } of { $year }
measure-window-focus = Focus periods in quarter { $quarter } of { $year }
measure-window-weeks = 12 weeks to { $day }
measure-window-months = 12 months to { $day }
measure-window-each-side = Groups whose 26 weeks after the message are over by { $day }
measure-window-today = As of { $day }
measure-target-least = at least { $share }
measure-target-hours = at most { $hours } h
measure-target-trend = followed over time
measure-target-explained = must be explained
measure-target-reviewed = must be reviewed
measure-of = { $part } of { $whole }
measure-hidden = fewer than five, not shown
measure-few = fewer than five
measure-runs = Still running
measure-settles = Frozen on { $day }, when its limits are up
measure-frozen = Frozen on { $day }
measure-frozen-otherwise = Frozen on { $day } under earlier definitions: another count today may come from that alone
measure-unfrozen = Not frozen: as counted today
measure-counted-today = As counted today:
measure-same-day = same day
measure-ages = listed { $listed }, suspects { $suspects }
measure-reached = Target reached
measure-below = Below target
measure-left-early =
    { $count ->
        [0] Nobody left early
        [one] One of them left early
       *[other] { $count } of them left early
    }
measure-waiting =
    { $count ->
        [one] One case waits
       *[other] { $count } cases wait
    }
measure-unknown =
    { $count ->
        [one] One case is unknown
       *[other] { $count } cases are unknown
    }
measure-cases =
    { $count ->
        [one] One case
       *[other] { $count } cases
    }
measure-count-all = All
measure-count-persons = Persons
measure-count-memberships = Memberships
measure-count-groups = Groups
measure-count-relations = Relations
measure-count-focus = Focus
measure-count-levers = Levers
measure-count-offers = Offers
measure-count-support = Support contacts
measure-count-received = Received
measure-count-recorded = Recorded
measure-count-listed = Of whom listed in a group
measure-count-first-contacts = First contacts
measure-count-calls = Calls for oneself
measure-count-relocated = Relocations
measure-count-visited = At visits
measure-count-guests = At call-ins
measure-no-group = No group named
measure-not-for = Does not say:
measure-side-after = After
measure-side-before = Before
measure-per-week =
    { $count ->
        [one] { $rate } per week and group (one incident)
       *[other] { $rate } per week and group ({ $count } incidents)
    }
measure-groups-whole =
    { $count ->
        [0] No group has both sides whole
        [one] One group has both sides whole
       *[other] { $count } groups have both sides whole
    }
measure-groups-waiting =
    { $count ->
        [one] One group waits: the weeks after are not over
       *[other] { $count } groups wait: the weeks after are not over
    }
measure-groups-short =
    { $count ->
        [one] One group cannot be counted: the records do not reach back so far
       *[other] { $count } groups cannot be counted: the records do not reach back so far
    }
measure-from-the-start = from the first day
measure-never-quiet =
    { $count ->
        [one] One of them has not had so many days in a row and counts as the longest
       *[other] { $count } of them have not had so many days in a row and count as the longest
    }
measure-age-under-15 = Under 15
measure-age-15-17 = 15–17
measure-age-18-20 = 18–20
measure-age-21-24 = 21–24
measure-age-25-29 = 25–29
measure-age-30-up = 30 and older
measure-age-unknown = Age unknown
measure-chart = Incidents by month with a group member involved
measure-chart-describes = Bars for the last thirteen months. Filled part: a group member is confirmed to be involved. Dashed part: suspected.
measure-month = Month
measure-gmi-yes = Yes
measure-gmi-suspected = Suspected
measure-gmi-no = No
measure-gmi-unknown = Unknown

measure-f1 = Reviews held
measure-f1-means = Of planned reviews: those that were held, where all new incidents were gone through and the minutes are closed.
measure-f2 = Incidents reviewed within 7 days
measure-f2-means = Of reported incidents: those gone through within seven days of the report.
measure-f3 = Time from incident to triage
measure-f3-means = The middle of the times from something happening to its triage. If the time is known only roughly, the earliest counts.
measure-f4 = Verdicts that are not unknown
measure-f4-means = Of reviewed incidents: those where it is settled whether a group member is involved.
measure-f5 = Attendance at meetings
measure-f5-means = Of meetings held: those that the authority took part in.
measure-f6a = Decision within 72 hours
measure-f6a-means = Of incidents attributed to a group that has received the message: those with a documented decision of any kind, or a focus review, within 72 hours.
measure-f6b = Answer within 72 hours
measure-f6b-means = As F6a, but only decisions that answer: open focus, warn only, or no action. Defer does not count.
measure-f7 = Roster members with at least one lever carried out
measure-f7-means = Of those listed in a group in focus: those towards whom the own authority has carried out at least one lever. Closed levers of which nobody can tell stand as unknown.
measure-f8 = Focus periods where three or more authorities are known to have acted
measure-f8-means = Of closed focus periods: those in which it is known here that three authorities or more acted. This authority counts when it has carried out a lever or given an offer; another counts when it told a status line while the focus ran, in answer to what was disclosed to it about the group. Whoever told nothing is not seen here.
measure-f9 = Message back within 14 days
measure-f9-means = Of closed focus periods: those where the group was told what happened within 14 days.
measure-f10 = Active groups that received the message
measure-f10-means = Of active groups: those somebody has spoken to face to face in the last twelve months. Letters, family and press do not count.
measure-f11 = Visits delivered directly
measure-f11-means = Of attempts at custom notifications: those where the person himself heard the message. Nobody with protected identity is ever counted.
measure-f12 = Contact with both sides within 72 hours
measure-f12-means = Of incidents with a high risk of retaliation: those where both sides were contacted within 72 hours of the judgement.
measure-f13 = Guests who came to the call-in
measure-f13-means = Of those summoned to a call-in in the quarter. Whoever left early has come, and their number stands beside. Counted at probation, which summons.
measure-f14 = Contacted persons with a valid membership
measure-f14-means = Of persons to whom a message was delivered, each once in a quarter: those who that day were listed in a group that was active. Nobody with protected identity is ever counted.
measure-f15 = Roster members given a concrete offer
measure-f15-means = Of those listed in a group in focus: those whom the own authority has given a concrete offer of help.
measure-f16 = Active groups confirmed within 90 days
measure-f16-means = Of active groups: those whose card somebody has confirmed in the last 90 days.
measure-f17 = Weeks a core function stood empty
measure-f17-not-counted = Which functions are core, and handovers between them, are not recorded yet.
measure-g1 = Violence of groups after the first message, against before
measure-g1-means = Violent incidents per week in the { $weeks } weeks after a group was told for the first time, beside the { $weeks } weeks before. Only groups with both sides whole count. The day of the message is on neither side. An incident is the group’s when the tie is supported or established; a threat is no violence yet. Records count from the oldest incident that is here.
measure-g1-not-for = that the message worked. Groups are told when they have just been violent, and what has peaked falls by itself. Incidents from before the group was known can be missing, which pulls the other way. Whether it worked is a question for the evaluation.
measure-g2 = Time from focus to quiet
measure-g2-means = Of focus periods that began in the twelve months: the middle of the times from the start to the first of { $days } days in a row without violence by the group. A focus that has not had them counts as the longest; when that is half of them there is no number. One that began too lately for anybody to know waits.
measure-g2-not-for = that the focus made it quiet. A focus is opened when it is at its worst, and most groups have quiet months anyway.
measure-g3 = Groups with new violence within 90 days of the message
measure-g3-means = Of groups that were told and whose { $days } days ended in the twelve months, each once: those that were then behind new violence in which a group member’s part is confirmed. Groups whose days are not over wait.
measure-g3-not-for = which group is worst, or whether the message held. A group that rarely shoots rarely has violence in 90 days, told or not.
measure-g4a = Dosage: visits that the person heard, by group
measure-g4a-means = Direct contacts, the half of the police: custom notifications that the person himself heard, each time. Visits that only the family heard do not count, nor anybody with protected identity. Guests at call-ins are counted at probation (G4b). Groups that are not here had none.
measure-g4a-not-for = how much a group needs, or how good the work is. More contacts go to those who shoot most.
measure-g4b = Dosage: guests who came to a call-in, by group
measure-g4b-means = Direct contacts, the half of probation: guests who came, each time, with the group that the summons names. Whoever left early has come. Nobody with protected identity counts when the month is frozen. Visits are counted at the police (G4a). Groups that are not here had none.
measure-g4b-not-for = how much a group needs. Who is summoned depends on who is under probation.
measure-h1 = Persons with a first support contact
measure-h1-means = Those who came into contact with support for the first time. An offer that nobody took up is no contact.
measure-h2 = Those who asked for help
measure-h2-means = First contacts, and calls to the help line by the person themself. They are not added up: whoever called without a name can have come afterwards. That is one half. How many heard the message is counted by the police (visits, H2b) and probation (call-ins, H2c) in compartments of their own. The steering group lays the numbers beside each other; no share is worked out, because nobody can know whether they are the same persons, and help and pressure never meet in one record.
measure-h2b = Those who heard the message at a visit
measure-h2b-means = Persons to whom a message was delivered, themselves or through their family, each once in a quarter: visits are erased, so whoever was reached in two quarters counts twice. Nobody with protected identity is counted. This is the police’s part of one half of H2. How many asked for help is counted by social services in their own compartment, and nobody learns who.
measure-h2b-not-for = what share asked for help. Those who asked may have had no visit, and nobody links them.
measure-h2c = Those who heard the message at a call-in
measure-h2c-means = Guests who came, each time. Whoever came to two call-ins counts twice. This is probation’s part of one half of H2. The police count the visits (H2b), social services those who asked for help.
measure-h2c-not-for = what share asked for help, or how many different persons were reached: whoever came may have had a visit too.
measure-h3 = Time from first contact to first meeting
measure-h3-means = The middle of the times of the first meetings that were held in the quarter.
measure-h4a = Alive and not in prison after half a year
measure-h4a-means = Of those whose first contact was half a year before, also those who stopped coming: those who are alive and not in prison. The question is put to those who said yes to it. All others stand as unknown, and unknown is never no. A month counts when the last day for an answer has passed for everybody in it.
measure-h4b = Alive and not in prison after a year
measure-h4b-means = As H4a, a year after the first contact.
measure-h5 = Relocations carried out
measure-h5-means = Relocations to another place that have been carried out.
measure-h6 = Violent re-offending, with support and without
measure-h6-not-counted = For the evaluator only. Persons are never linked here.
measure-h7 = Those who stopped coming, by reason
measure-h7-means = One and the same person can have stopped more than once. No reason is an accusation: several of them are about the help.
measure-count-not-reached = Cannot be reached
measure-count-not-now = Does not want to for now
measure-count-too-dangerous = It became too dangerous
measure-count-did-not-fit = The help did not fit
measure-count-waited-too-long = Had to wait too long
measure-count-locked = Remanded or in prison
measure-count-moved = Has moved
measure-count-help-elsewhere = Has help elsewhere
measure-count-other = Something else
measure-r1 = Levers with legal basis and decision-maker
measure-r1-means = Of planned levers: those with basis, reference and a named decision-maker. A lever without them cannot be saved.
measure-r2 = Disclosures with a written assessment
measure-r2-means = Of disclosures decided: those with necessity, proportionality and reasons for each ground, or a consent.
measure-r3 = Records past their last day
measure-r3-means = What is still here after its last day. Should be zero: erasure runs every night.
measure-r4 = Persons whose last day came, removed
measure-r4-means = Of persons whose last day fell in the quarter: those who have been removed. The last day is set at most twelve months ahead. Of those removed only a number is left.
measure-r5 = Recorded under 18
measure-r5-means = Each must have an explanation. If only the year of birth is known, the youngest possible age counts.
measure-r6 = Days to answer when a listing is said to be wrong
measure-r6-means = The middle of the days from somebody saying that a listing is wrong to the answer: renewed on new evidence, or ended. Unanswered objections end the listing after thirty days and count with those. Requests about other records are not recorded here.
measure-r7 = Listed and suspects by age
measure-r7-means = Those who were listed on the last day, beside suspects of incidents reviewed in the twelve months. Each with its share of its own sum. Whoever was cleared does not count, and those whose age nobody here knows stand apart. Areas are not compared: no person has one here.
measure-r8 = Unusual views
measure-r8-means = Of person cards opened: those opened on a day when somebody opened at least { $least } and more than { $times } times as many as on their usual day. The usual day is the middle of the days with opened cards in the { $days } days before. It says that somebody should look, not that anything is wrong. Days count when they are over. Who it was stands in the log.
measure-r9 = Listed persons without a link to violence
measure-r9-means = Of those listed today: those of whom no valid item says that they took part in violence, and who are not suspected in any registered incident. Each such listing must have its explanation.
