# Min dag.

day-first-skipped = Genomgångar har uteblivit. Planera en ny i dag.
day-first-alarm = En grannes logg stämmer inte med vad vi har sett. Börja där.
day-first-clocks =
    { $count ->
        [one] En klocka har gått ut. Börja där.
       *[other] { $count } klockor har gått ut. Börja med den översta.
    }
day-first-tasks =
    { $count ->
        [one] En uppgift är försenad. Gör den, eller avsluta den med skäl.
       *[other] { $count } uppgifter är försenade. Gör dem, eller avsluta dem med skäl.
    }
day-first-nothing = Inget är försenat.
day-first-ways = Här är det du arbetar med.
day-clocks = Klockor
day-clocks-more =
    { $count ->
        [one] Ytterligare en klocka löper.
       *[other] Ytterligare { $count } klockor löper.
    }
day-tasks = Mina uppgifter
day-tasks-caption = Mina öppna uppgifter, det försenade överst
day-tasks-none = Du har inga öppna uppgifter.
day-reviews = Genomgångar
day-tomorrow = I morgon
day-tomorrow-review = Genomgång { $code }
day-ways = Det här kan du göra
day-waiting = Väntar på ditt beslut
day-memberships =
    { $count ->
        [one] Ett föreslaget medlemskap väntar på beslut
       *[other] { $count } föreslagna medlemskap väntar på beslut
    }
day-received = Mottaget, inte kvitterat
day-received-line = { $kind } från { $authority }
day-received-more =
    { $count ->
        [one] En post till är inte kvitterad
       *[other] { $count } poster till är inte kvitterade
    }
day-incidents = Händelser att bedöma
