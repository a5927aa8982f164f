# Mått på metoden: görs det som är lovat, och görs det lagligt?

menu-measures = Mått
measures-title = Mått
measures-heading = Mått { $month }
measures-lead = Görs det som är lovat, och görs det lagligt? Allt räknas i myndighetens eget utrymme. Grupper och arbete mäts, personer aldrig.
measures-none-below = Inget mått ligger under sitt mål.
measures-below =
    { $count ->
        [one] Ett mått ligger under sitt mål. Börja där:
       *[other] { $count } mått ligger under sina mål. Börja där:
    }
measures-fidelity = Följs metoden?
measures-rights = Lag och rättigheter
measures-help = Kommer hjälpen fram?
measures-not-counted = Räknas inte än
measures-how = Så räknas det
measures-how-limits = En nämnare räknar bara fall vars tid har gått ut. Det som ännu kan bli gjort i tid väntar, också om det redan är gjort. Är inget fall räknat står ett streck, aldrig hundra procent.
measures-how-unknown = Okänt är aldrig nej: fall som ingen kan svara på står för sig. Händelser dateras efter när de skedde. Händelser från en import har aldrig anmälts hit och räknas inte i mått på hur snabbt arbetet går.
measures-how-frozen = En månad som är slut fryses två veckor senare, när den längsta fristen i något mått har gått ut. Ett kvartal fryses en gång, efter sin sista månad. Det som räknas som läget är tas vid månadsskiftet. Siffrorna räknas inte för någon särskild, så alla läsare ser samma, och de ändras aldrig.
measures-how-second = Det som rättats eller gallrats sedan dess blir en andra serie, räknad i dag. Den visas där den skiljer sig; om personer bara för den som arbetar med personer, eftersom en skillnad kan peka ut någon.
measures-how-own = Varje myndighet räknar på sina egna uppgifter. Måtten lämnar inte utrymmet, och personer kopplas aldrig ihop mellan myndigheter.
measures-how-hidden = Antal personer under fem visas inte för den som inte arbetar med personer.
measure-what = Mått
measure-value = Värde
measure-target = Mål
measure-window = Tid
measure-window-quarter = Kvartal { $quarter } { $year }
measure-window-focus = Fokusperioder under kvartal { $quarter } { $year }
measure-window-weeks = 12 veckor till { $day }
measure-window-months = 12 månader till { $day }
measure-window-today = Läget { $day }
measure-target-least = minst { $share }
measure-target-hours = högst { $hours } h
measure-target-trend = följs över tid
measure-target-explained = ska kunna förklaras
measure-target-reviewed = ska vara granskat
measure-of = { $part } av { $whole }
measure-hidden = färre än fem, visas inte
measure-few = färre än fem
measure-runs = Löper än
measure-settles = Fryses { $day }, när fristerna har gått ut
measure-frozen = Fryst { $day }
measure-frozen-otherwise = Fryst { $day } enligt tidigare definitioner: att dagens siffra är en annan kan bero på bara det
measure-unfrozen = Inte fryst: räknat i dag
measure-counted-today = Räknat i dag:
measure-same-day = samma dag
measure-ages = listade { $listed }, misstänkta { $suspects }
measure-reached = Målet är nått
measure-below = Under målet
measure-left-early =
    { $count ->
        [0] Ingen gick tidigare
        [one] En av dem gick tidigare
       *[other] { $count } av dem gick tidigare
    }
measure-waiting =
    { $count ->
        [one] Ett fall väntar
       *[other] { $count } fall väntar
    }
measure-unknown =
    { $count ->
        [one] Ett fall är okänt
       *[other] { $count } fall är okända
    }
measure-cases =
    { $count ->
        [one] Ett fall
       *[other] { $count } fall
    }
measure-count-all = Alla
measure-count-persons = Personer
measure-count-memberships = Medlemskap
measure-count-groups = Grupper
measure-count-relations = Relationer
measure-count-focus = Fokus
measure-count-levers = Åtgärder
measure-count-offers = Erbjudanden
measure-count-support = Stödkontakter
measure-count-received = Mottaget
measure-count-recorded = Registrerade
measure-count-listed = Varav listade i en grupp
measure-count-first-contacts = Första kontakter
measure-count-calls = Samtal för egen del
measure-count-relocated = Flyttar
measure-age-under-15 = Under 15
measure-age-15-17 = 15–17
measure-age-18-20 = 18–20
measure-age-21-24 = 21–24
measure-age-25-29 = 25–29
measure-age-30-up = 30 och äldre
measure-age-unknown = Ålder okänd
measure-chart = Händelser per månad med gruppmedlem inblandad
measure-chart-describes = Staplar för de senaste tretton månaderna. Fylld del: bekräftat att en gruppmedlem är inblandad. Streckad del: misstänkt.
measure-month = Månad
measure-gmi-yes = Ja
measure-gmi-suspected = Misstänkt
measure-gmi-no = Nej
measure-gmi-unknown = Okänt

measure-f1 = Genomgångar som hölls
measure-f1-means = Av planerade genomgångar: de som hölls, där alla nya händelser gicks igenom och minnesanteckningarna är klara.
measure-f2 = Händelser genomgångna inom 7 dagar
measure-f2-means = Av anmälda händelser: de som gicks igenom inom sju dagar från anmälan.
measure-f3 = Tid från händelse till bedömning
measure-f3-means = Mitten av tiderna från att något hände till att det var bedömt. Vet man tiden bara ungefär räknas den tidigaste.
measure-f4 = Bedömningar som inte är okänt
measure-f4-means = Av genomgångna händelser: de där det är avgjort om en gruppmedlem är inblandad.
measure-f5 = Närvaro på möten
measure-f5-means = Av hållna möten: de där myndigheten var med.
measure-f6a = Beslut inom 72 timmar
measure-f6a-means = Av händelser som tillskrivits en grupp som fått budskapet: de som fick ett dokumenterat beslut, vilket som helst, eller en fokusgenomgång inom 72 timmar.
measure-f6b = Svar inom 72 timmar
measure-f6b-means = Som F6a, men bara beslut som svarar: öppna fokus, bara varna eller ingen åtgärd. Vänta räknas inte.
measure-f7 = Personer på listan med minst en genomförd åtgärd
measure-f7-means = Av dem som var listade i en grupp i fokus: de som den egna myndigheten har genomfört minst en åtgärd mot. Avslutade åtgärder som ingen kan svara på står som okända.
measure-f8 = Fokus där man vet att minst tre myndigheter handlade
measure-f8-means = Av avslutade fokus: de där man här vet att minst tre myndigheter handlade. Den egna räknas när den har genomfört en åtgärd eller gett ett erbjudande. En annan räknas när den, medan fokus pågick, lämnade en statusrad som svar på det som lämnats ut till den om gruppen. Den som inget har sagt syns inte här.
measure-f9 = Återkoppling inom 14 dagar
measure-f9-means = Av avslutade fokus: de där gruppen fick veta vad som hände inom 14 dagar.
measure-f10 = Aktiva grupper som fått budskapet
measure-f10-means = Av aktiva grupper: de som någon talat med öga mot öga de senaste tolv månaderna. Brev, anhöriga och press räknas inte.
measure-f11 = Besök som nådde fram direkt
measure-f11-means = Av försök till individuella samtal: de där personen själv hörde budskapet. Den som har skyddade personuppgifter räknas aldrig.
measure-f12 = Kontakt med båda sidor inom 72 timmar
measure-f12-means = Av händelser med hög risk för hämnd: de där båda sidor kontaktades inom 72 timmar från bedömningen.
measure-f13 = Gäster som kom till call-in
measure-f13-means = Av dem som kallades till ett call-in under kvartalet. Den som gick tidigt har kommit, och antalet står bredvid. Räknas hos frivården, som kallar.
measure-f14 = Kontaktade med giltigt medlemskap
measure-f14-means = Av personer som ett budskap framförts till, var och en en gång i kvartalet: de som den dagen var listade i en grupp som var aktiv. Den som har skyddade personuppgifter räknas aldrig.
measure-f15 = Personer på listan som fått ett konkret erbjudande
measure-f15-means = Av dem som var listade i en grupp i fokus: de som den egna myndigheten har gett ett konkret erbjudande om hjälp.
measure-f16 = Aktiva grupper bekräftade inom 90 dagar
measure-f16-means = Av aktiva grupper: de vars kort någon har bekräftat de senaste 90 dagarna.
measure-f17 = Veckor då en kärnroll stod tom
measure-f17-not-counted = Vilka roller som är kärnroller, och överlämningar mellan dem, registreras inte än.
measure-h1 = Personer med en första stödkontakt
measure-h1-means = De som kom i kontakt med stödet för första gången. Ett erbjudande som ingen tagit upp är ingen kontakt.
measure-h2 = De som bad om hjälp
measure-h2-means = Första kontakter, och samtal till stödtelefonen från personen själv. De läggs inte ihop: den som ringde utan namn kan ha kommit sedan. Hur många som fått budskapet är en annan myndighets siffra; de två släpps var för sig, och personer kopplas aldrig ihop.
measure-h3 = Tid från första kontakt till första möte
measure-h3-means = Mitten av tiderna för de första möten som hölls under kvartalet.
measure-h4a = Lever och är inte i fängelse efter ett halvt år
measure-h4a-means = Av dem som hade sin första kontakt ett halvt år tidigare, också de som slutat komma: de som lever och inte är i fängelse. Frågan ställs till dem som sagt ja till den. Alla andra står som okända, och okänt är aldrig nej. En månad räknas när sista dagen för svar har gått för alla i den.
measure-h4b = Lever och är inte i fängelse efter ett år
measure-h4b-means = Som H4a, ett år efter första kontakten.
measure-h5 = Genomförda flyttar
measure-h5-means = Flyttar till annan ort som är genomförda.
measure-h6 = Återfall i våldsbrott, med stöd och utan
measure-h6-not-counted = Bara för utvärderaren. Personer kopplas aldrig ihop här.
measure-h7 = De som slutat komma, efter orsak
measure-h7-means = En och samma person kan ha slutat mer än en gång. Ingen orsak är en anklagelse: flera av dem handlar om hjälpen.
measure-count-not-reached = Går inte att nå
measure-count-not-now = Vill inte just nu
measure-count-too-dangerous = Det blev för farligt
measure-count-did-not-fit = Hjälpen passade inte
measure-count-waited-too-long = Fick vänta för länge
measure-count-locked = Häktad eller i fängelse
measure-count-moved = Har flyttat
measure-count-help-elsewhere = Har hjälp på annat håll
measure-count-other = Annat
measure-r1 = Åtgärder med rättslig grund och beslutsfattare
measure-r1-means = Av planerade åtgärder: de med grund, hänvisning och namngiven beslutsfattare. En åtgärd utan dem går inte att spara.
measure-r2 = Utlämnanden med skriven prövning
measure-r2-means = Av beslutade utlämnanden: de med nödvändighet, proportionalitet och skäl för varje grund, eller ett samtycke.
measure-r3 = Uppgifter förbi sin sista dag
measure-r3-means = Det som finns kvar efter sin sista dag. Ska vara noll: gallringen går varje natt.
measure-r4 = Personer vars sista dag kom, borttagna
measure-r4-means = Av personer vars sista dag inföll under kvartalet: de som är borttagna. Den sista dagen sätts högst tolv månader fram. Av dem som tagits bort finns bara ett antal kvar.
measure-r5 = Registrerade under 18 år
measure-r5-means = Alla ska ha en förklaring. Är bara födelseåret känt räknas den yngsta möjliga åldern.
measure-r6 = Dagar till svar när någon säger att en listning är fel
measure-r6-means = Mitten av antalet dagar från att någon säger att en listning är fel till svaret: att den förlängs på nytt underlag eller upphör. En invändning som ingen svarar på gör att listningen upphör efter trettio dagar och räknas med dem. Begäranden om andra uppgifter registreras inte här.
measure-r7 = Listade och misstänkta per ålder
measure-r7-means = De som var listade den sista dagen, bredvid misstänkta i händelser som gåtts igenom under de tolv månaderna. Andelarna är av varje summa för sig. Den som är avförd från misstanke räknas inte, och de vars ålder ingen här känner till står för sig. Områden jämförs inte: ingen person har något här.
measure-r8 = Läsningar som avviker
measure-r8-means = Av öppnade personkort: de som öppnades en dag då någon öppnade minst { $least } och mer än { $times } gånger så många som på sin vanliga dag. Den vanliga dagen är mitten av dagarna med öppnade kort under de { $days } dagarna före. Det säger att någon bör titta, inte att något är fel. En dag räknas när den är slut. Vem det var står i loggen.
measure-r9 = Listade utan koppling till våld
measure-r9-means = Av dem som är listade i dag: de som ingen giltig uppgift säger har deltagit i våld, och som inte är misstänkta i någon registrerad händelse. Varje sådan listning ska kunna förklaras.
