# Gruppernas läge: skjutningar som grupper har begått och drabbats av.

menu-scorecard = Gruppläge
scorecard-title = Gruppläge
scorecard-lead = Vilken grupp är mest våldsam just nu? Grupper jämförs, personer aldrig.
scorecard-look-first = Börja genomgången med: { $groups }.
scorecard-calm = Ingen grupp har någon tillskriven skjutning under tiden. Kontrollera att nya händelser är bedömda.
scorecard-ranked-over = Ordna efter
scorecard-days = { $days } dagar
scorecard-caption = Skjutningar per grupp, ordnade efter { $days } dagar, till och med { $day }
scorecard-rank = Plats
scorecard-supported = Begångna, stödda
scorecard-suspected = Begångna, alla
scorecard-suffered = Drabbad
scorecard-trend = Ett år
scorecard-steps = Begångna skjutningar var fjärde vecka, äldst först:
scorecard-empty = Inga grupper att jämföra
scorecard-empty-what-to-do = Gruppläget räknas på de grupper och händelser som finns i myndighetens eget utrymme. Behöver du det från en annan myndighet: be om ett utlämnande.
scorecard-how = Så räknas det
scorecard-how-counted = Varje skottlossning räknas på den dag den skedde, hos varje grupp som den är tillskriven. Det som visat sig inte ha hänt räknas inte. Andra händelser än skottlossningar finns i gruppens tidslinje.
scorecard-how-levels = ”Stödda” är tillskrivna med grad 2 eller 3: minst två oberoende källor. ”Alla” tar också med grad 1, en indikation.
scorecard-how-ranked = Platsen avgörs av de stödda, sedan av alla. Lika många ger samma plats. En grupp som bara har drabbats har ingen plats.
