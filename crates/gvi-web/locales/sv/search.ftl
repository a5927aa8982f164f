# Sök i myndighetens eget utrymme.

menu-search = Sök
search-title = Sök
search-lead = Söker bara i myndighetens eget utrymme, och bara i det du får se.
search-label = Namn, kod, plats eller rubrik
search-label-short = Sök grupp, person, händelse
search-hint = Grupper söks på kodnamn, andra namn och kod. Personer söks på namn och kod. Händelser söks på plats och kod. Mottaget söks på rubrik. Ordet du skriver sparas inte.
search-too-short = Skriv minst två tecken.
search-nothing = Inget hittades
search-nothing-what-to-do = Pröva en kortare del av namnet, eller koden. Söker du något hos en annan myndighet: be om ett utlämnande.
search-count =
    { $count ->
        [one] En träff
       *[other] { $count } träffar
    }
search-count-of = { $shown } av { $count } träffar visas. Skriv mer för att få färre.
search-count-at-least =
    { $count ->
        [one] Minst en träff. Skriv mer för att få färre.
       *[other] Minst { $count } träffar. Skriv mer för att få färre.
    }
search-also-called = även kallad { $names }
