# Ord som varje sida delar.

site-name = Vapenvila
skip-to-main = Hoppa till innehållet
menu = Meny
breadcrumb = Du är här
close = Stäng
cancel = Avbryt
search = Sök
sign-out = Logga ut

shell-authority = Myndighet
shell-signed-in = Inloggad
shell-purpose = Ändamål

banner-demo = Demo: alla uppgifter är påhittade.
banner-demo-more = Staden Nordhamn och alla människor i den finns inte.
banner-practice = Övning: skriv inga riktiga personuppgifter här.
banner-practice-more = Det här är en plats för att lära sig, inte för riktiga ärenden.

footer-logged = Allt som görs och läses här antecknas i myndighetens logg.
print-marking = Kan innehålla uppgifter under sekretess. Att sidan har lästs är antecknat i loggen.
bell-text = Det finns något nytt att läsa.
bell-link = Till det som är mottaget
session-ends-soon = Du loggas snart ut eftersom inget har hänt på en stund. Spara det du skriver.
unsaved-warning = Det du har skrivit är inte sparat. Lämna sidan ändå?

theme-title = Utseende
theme-auto = Som enheten
theme-light = Ljust
theme-dark = Mörkt

keys-title = Tangenter
keys-search = Gå till sökfältet
keys-show = Visa den här listan
keys-close = Stäng listan

notice-info = Bra att veta:
notice-done = Klart:
notice-warn = Tänk på:
notice-stop = Det går inte:

form-optional = (valfritt)
form-error-word = Fel:
form-error-summary =
    { $count ->
        [one] Ett fält behöver rättas
       *[other] { $count } fält behöver rättas
    }

rough-at = Exakt tid
rough-on = Bara dagen
rough-between = Mellan två tider
rough-moment = Dag och klockslag
rough-day = Dag
rough-from = Tidigast
rough-to = Senast

clock-running = Löper
clock-soon = Snart
clock-overdue = För sent
clock-stopped-in-time = Klar i tid
clock-stopped-late = Klar för sent
clock-left = { $length } kvar
clock-over-by = över tiden { $length }
clock-stopped-after = efter { $length }
clock-due = till

withheld = Visas inte för dig
received-from = Mottaget från { $authority }
received-until = får behållas till { $day }
who-can-see = Vem kan se det här:

paging = Fler sidor
paging-previous = Föregående
paging-next = Nästa

chart-as-table = Visa som tabell
chart-table-of = Tabell: { $chart }
map-closer = Närmare
map-farther = Längre bort
map-whole = Hela kartan
map-conflict = Konflikt
map-alliance = Allians
map-focus = I fokus
map-inactive = Inte aktiv
map-thin = Tunna streck: relationen är inte fastställd. Var en grupp står på kartan betyder inget annat.
strip-incident = Händelse
strip-message = Budskap
strip-decision = Beslut

unit-day = d

month-1 = jan.
month-2 = feb.
month-3 = mars
month-4 = apr.
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = aug.
month-9 = sep.
month-10 = okt.
month-11 = nov.
month-12 = dec.

weekday-1 = måndag
weekday-2 = tisdag
weekday-3 = onsdag
weekday-4 = torsdag
weekday-5 = fredag
weekday-6 = lördag
weekday-7 = söndag
typing-warning = Var du skriver avgör hur det skyddas
