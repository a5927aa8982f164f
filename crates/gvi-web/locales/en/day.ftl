# My day.

day-first-skipped = Reviews have been skipped. Plan a new one today.
day-first-alarm = A neighbour’s log does not fit what we saw. Begin there.
day-first-clocks =
    { $count ->
        [one] One clock has run out. Begin there.
       *[other] { $count } clocks have run out. Begin with the one on top.
    }
day-first-tasks =
    { $count ->
        [one] One task is late. Do it, or end it with a reason.
       *[other] { $count } tasks are late. Do them, or end them with a reason.
    }
day-first-nothing = Nothing is late.
day-first-ways = This is what you work with.
day-clocks = Clocks
day-clocks-more =
    { $count ->
        [one] One more clock is running.
       *[other] { $count } more clocks are running.
    }
day-tasks = My tasks
day-tasks-caption = My open tasks, the late ones on top
day-tasks-none = You have no open tasks.
day-reviews = Reviews
day-tomorrow = Tomorrow
day-tomorrow-review = Review { $code }
day-ways = What you can do
day-waiting = Awaits your decision
day-memberships =
    { $count ->
        [one] One proposed membership awaits a decision
       *[other] { $count } proposed memberships await a decision
    }
day-received = Received, not acknowledged
day-received-line = { $kind } from { $authority }
day-received-more =
    { $count ->
        [one] One more is not acknowledged
       *[other] { $count } more are not acknowledged
    }
day-incidents = Incidents to triage
