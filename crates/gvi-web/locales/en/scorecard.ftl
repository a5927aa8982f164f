# Where the groups stand: shootings that groups have committed and suffered.

menu-scorecard = Scorecard
scorecard-title = Scorecard
scorecard-lead = Which group is most violent now? Groups are compared, persons never.
scorecard-look-first = Begin the review with: { $groups }.
scorecard-calm = No group has any attributed shooting in this time. Check that new incidents have been triaged.
scorecard-ranked-over = Order by
scorecard-days = { $days } days
scorecard-caption = Shootings by group, ordered over { $days } days, up to and including { $day }
scorecard-rank = Rank
scorecard-supported = Committed, supported
scorecard-suspected = Committed, all
scorecard-suffered = Suffered
scorecard-trend = One year
scorecard-steps = Shootings committed in each four weeks, oldest first:
scorecard-empty = No groups to compare
scorecard-empty-what-to-do = The scorecard counts the groups and incidents in the authority’s own compartment. If you need it from another authority: ask for a disclosure.
scorecard-how = How it is counted
scorecard-how-counted = Every shooting counts on the day it happened, for each group that it is attributed to. What turned out not to have happened does not count. Incidents other than shootings are in the group’s timeline.
scorecard-how-levels = “Supported” are attributed at level 2 or 3: at least two independent sources. “All” includes level 1, an indication.
scorecard-how-ranked = The rank follows the supported ones, then all. Equal numbers share a rank. A group that has only suffered has no rank.
