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
measures-groups = Vad händer efter budskapet?
measures-help = Kommer hjälpen fram?
measures-not-counted = Räknas inte än
measures-how = Så räknas det
measures-how-limits = En nämnare räknar bara fall vars tid har gått ut. Det som ännu kan bli gjort i tid väntar, också om det redan är gjort. Är inget fall räknat står ett streck, aldrig hundra procent.
measures-how-unknown = Okänt är aldrig nej: fall som ingen kan svara på står för sig. Händelser dateras efter när de skedde. Händelser från en import har aldrig anmälts hit och räknas inte i mått på hur snabbt arbetet går.
measures-how-frozen = En månad som är slut fryses två veckor senare, när den längsta fristen i något mått har gått ut. Ett kvartal fryses en gång, efter sin sista månad. Det som räknas som läget är tas vid månadsskiftet. Siffrorna räknas inte för någon särskild, så alla läsare ser samma, och de ändras aldrig. Räknas ett mått på ett annat sätt än när det frystes står det vid måttet.
measures-how-second = Det som rättats eller gallrats sedan dess blir en andra serie, räknad i dag. Den visas där den skiljer sig; om personer bara för den som arbetar med personer, eftersom en skillnad kan peka ut någon.
measures-how-own = Varje myndighet räknar på sina egna uppgifter. Måtten lämnar inte utrymmet av sig själva. Ett mått vars halvor finns hos olika myndigheter (G4, H2) är två antal bredvid varandra, så som var och en lämnar ut dem; personer kopplas aldrig ihop mellan myndigheter.
measures-how-hidden = Antal personer under fem visas inte för den som inte arbetar med personer.
measure-what = Mått
measure-value = Värde
measure-target = Mål
measure-window = Tid
measure-window-quarter = Kvartal { $quarter } { $year }
measure-window-focus = Fokusperioder under kvartal { $quarter } { $year }
measure-window-weeks = 12 veckor till { $day }
measure-window-months = 12 månader till { $day }
measure-window-each-side = Grupper vars 26 veckor efter budskapet är slut { $day }
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
measure-count-visited = Genom besök
measure-count-guests = Genom call-in
measure-no-group = Ingen grupp angiven
measure-not-for = Säger inte:
measure-side-after = Efter
measure-side-before = Före
measure-per-week =
    { $count ->
        [one] { $rate } per vecka och grupp (en händelse)
       *[other] { $rate } per vecka och grupp ({ $count } händelser)
    }
measure-groups-whole =
    { $count ->
        [0] Ingen grupp har båda sidorna hela
        [one] En grupp har båda sidorna hela
       *[other] { $count } grupper har båda sidorna hela
    }
measure-groups-waiting =
    { $count ->
        [one] En grupp väntar: veckorna efter är inte slut
       *[other] { $count } grupper väntar: veckorna efter är inte slut
    }
measure-groups-short =
    { $count ->
        [one] En grupp kan inte räknas: uppgifterna går inte så långt tillbaka
       *[other] { $count } grupper kan inte räknas: uppgifterna går inte så långt tillbaka
    }
measure-from-the-start = från första dagen
measure-never-quiet =
    { $count ->
        [one] Ett av dem har inte haft så många dagar i följd och räknas som längst
       *[other] { $count } av dem har inte haft så många dagar i följd och räknas som längst
    }
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
measure-g1 = Våld av grupper efter första budskapet, mot före
measure-g1-means = Våldshändelser per vecka { $weeks } veckor efter att en grupp första gången fick budskapet, bredvid { $weeks } veckor före. Bara grupper där båda sidorna är hela räknas. Dagen för budskapet hör till ingen sida. En händelse är gruppens när kopplingen har stöd eller är fastställd; ett hot är inget våld än. Uppgifterna räknas från den äldsta händelse som finns här.
measure-g1-not-for = att budskapet verkade. Grupper får budskapet när de just har varit våldsamma, och det som nått en topp sjunker av sig självt. Händelser från tiden innan gruppen var känd kan saknas, och det drar åt andra hållet. Frågan om verkan hör till utvärderingen.
measure-g2 = Tid från fokus till lugn
measure-g2-means = Av fokus som började under de tolv månaderna: mitten av tiderna från start till första dagen av { $days } dagar i följd utan våld av gruppen. Ett fokus som inte haft dem räknas som längst; är det hälften finns ingen siffra. Den som började så sent att ingen kan veta väntar.
measure-g2-not-for = att fokus gjorde det lugnt. Fokus öppnas när det är som värst, och de flesta grupper har lugna månader ändå.
measure-g3 = Grupper med nytt våld inom 90 dagar från budskapet
measure-g3-means = Av grupper som fått budskapet och vars { $days } dagar tog slut under de tolv månaderna, var och en en gång: de som sedan låg bakom nytt våld där det är bekräftat att en gruppmedlem är inblandad. Grupper vars dagar inte är slut väntar.
measure-g3-not-for = vilken grupp som är värst, eller om budskapet höll. En grupp som sällan skjuter har sällan våld på 90 dagar, med budskap eller utan.
measure-g4a = Dos: besök som personen själv hörde, per grupp
measure-g4a-means = Direkta kontakter, polisens halva: individuella samtal där personen själv hörde budskapet, varje gång. Besök som bara familjen hörde räknas inte, och ingen med skyddade personuppgifter. Gäster vid call-in räknas hos frivården (G4b). Grupper som inte står här hade ingen.
measure-g4a-not-for = hur mycket en grupp behöver, eller hur bra arbetet är. Fler kontakter går till dem som skjuter mest.
measure-g4b = Dos: gäster som kom till call-in, per grupp
measure-g4b-means = Direkta kontakter, frivårdens halva: gäster som kom, varje gång, med gruppen som kallelsen nämner. Den som gick tidigt har kommit. Ingen med skyddade personuppgifter räknas när månaden fryses. Besök räknas hos polisen (G4a). Grupper som inte står här hade ingen.
measure-g4b-not-for = hur mycket en grupp behöver. Vem som kallas beror på vem som har frivård.
measure-h1 = Personer med en första stödkontakt
measure-h1-means = De som kom i kontakt med stödet för första gången. Ett erbjudande som ingen tagit upp är ingen kontakt.
measure-h2 = De som bad om hjälp
measure-h2-means = Första kontakter, och samtal till stödtelefonen från personen själv. De läggs inte ihop: den som ringde utan namn kan ha kommit sedan. Det är den ena halvan. Hur många som fått budskapet räknar polisen (besök, H2b) och frivården (call-in, H2c) i sina utrymmen. Styrgruppen lägger siffrorna bredvid varandra; någon andel räknas inte, för ingen kan veta om det är samma personer, och hjälp och tryck möts aldrig i en uppgift.
measure-h2b = De som fått budskapet vid besök
measure-h2b-means = Personer som ett budskap framförts till, själva eller genom familjen, var och en en gång i kvartalet: besöken gallras, så den som nåddes i två kvartal räknas två gånger. Ingen med skyddade personuppgifter räknas. Det är polisens del av den ena halvan av H2. Hur många som bad om hjälp räknar socialtjänsten i sitt utrymme, och ingen får veta vem.
measure-h2b-not-for = hur stor del som bad om hjälp. De som bad om hjälp kan ha gjort det utan besök, och ingen kopplar ihop dem.
measure-h2c = De som fått budskapet vid call-in
measure-h2c-means = Gäster som kom, varje gång. Den som kom till två call-in räknas två gånger. Det är frivårdens del av den ena halvan av H2. Polisen räknar besöken (H2b), socialtjänsten dem som bad om hjälp.
measure-h2c-not-for = hur stor del som bad om hjälp, eller hur många olika personer som nåtts: den som kom kan också ha fått besök.
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
