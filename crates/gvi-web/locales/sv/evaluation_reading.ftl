# En utvärderings läsning: på platsens sidor, för alla, och som papper. Utlåtandets mening kommer med läsningen och står ingenstans här.

reading-report = Hjälpte det?
reading-marking = Sammanräknade tal utan personer. Små tal kan ändå peka ut någon: lämna bara ut versionen för alla.
reading-verdict = Vad som kan sägas
reading-state = Utlåtande
reading-state-too-early = För tidigt att säga
reading-state-not-estimable = Inget svar kan ges
reading-state-cannot-tell = Går inte att säga
reading-state-no-difference = Ingen skillnad hittad
reading-state-reduced = Sannolikt minskat
reading-state-increased = Sannolikt ökat
reading-preliminary = Preliminärt: { $months } av 60 månader har gått. Utlåtandet läses igen.
reading-about = Vad som räknats
reading-next-name = Nästa läsning
reading-next =
    { $count ->
        [one] om en månad
       *[other] om { $count } månader
    }
reading-refusals = Varför det inte finns något svar
reading-refused-what = Vad som krävdes av uppgifterna
reading-measured = Uppmätt
reading-limit = Gräns
reading-what-to-do = Vad som kan göras
reading-refused-city = Jämförelsestaden { $city } i uppgifterna
reading-do-city = Lägg till stadens antal, eller ändra planen öppet med ett skäl.
reading-refused-donors = Jämförelsestäder
reading-do-donors = Lägg till jämförelsestäder. Med färre än tjugo kan slumpen inte uteslutas.
reading-refused-years = År före starten
reading-refused-months = Månader före starten
reading-do-years = Börja räkna tidigare.
reading-refused-events = Händelser före starten
reading-do-events = Välj ett utfall med fler händelser.
reading-refused-estimates = Skattningar
reading-do-estimates = Läs antalen så som planen säger.
reading-refused-hash = Den förseglade planens hash
reading-do-hash = Återställ planen så som den förseglades.
reading-refused-plan = Utfall, jämförelsestäder och perioder som i den förseglade planen
reading-do-plan = Läs planen så som den förseglades, eller ändra den öppet med ett skäl.
reading-refused-after = Månader efter starten
reading-do-after = Vänta. Beskriv antalen till dess.
reading-refused-fit = Avståndet till jämförelsen före starten, som andel av medelvärdet
reading-refused-over-fit = Anpassning närmare än slumpen i antalen medger
reading-do-fit = Använd längre perioder, andra jämförelsestäder eller nivåjämförelsen.
reading-refused-outside = Stadens medelvärde före starten
reading-do-outside = Lägg till jämförelsestäder på andra sidan.
reading-refused-treated = En jämförelsestad med en egen insats
reading-do-treated = Ta bort den ur jämförelsen.
reading-refused-shock = Månader mellan starten och något som drabbade hela landet
reading-do-shock = Använd jämförelsestäder som drabbades av samma sak.
reading-happened = Vad som hände
reading-sums = { $city }: { $outcome }, på tolv månader
reading-sums-start = start { $month }
reading-sums-note = Varje punkt är summan av de tolv månaderna fram till den. Mellan gränserna ligger den sanna nivån med 95 % om händelser inte kommer i grupp. Prickat: summor med månader från båda sidor av starten. Tabellen har summor som inte delar någon månad, och den senaste.
reading-months = Månader
reading-counted = Räknat
reading-from = Från
reading-to = Till
reading-years = Varje år sedan starten, mot det väntade
reading-years-note = Väntat är det som stadens egen historia och jämförelsestädernas gång leder till. Av 100 städer utan insats ligger ungefär 95 inom bandet. Ett enstaka år inom bandet säger ingenting.
reading-years-note-dose = Väntat är det som stadens egen historia och jämförelsestädernas gång leder till. Av 100 städer utan insats ligger ungefär 95 inom bandet. Ett enstaka år inom bandet säger ingenting. Under står vad som gjordes varje år: utan dos finns inget som kan ha hjälpt.
reading-no-years = Åren sedan starten ställs inte mot väntade än, för utlåtandet bär det inte.
reading-year = År
reading-year-short = År { $year }
reading-expected = Väntat
reading-ratio = Räknat genom väntat
reading-band = Slumpens band
reading-span = { $low } till { $high }
reading-by-itself = Vad som sjunker av sig självt
reading-start-independent = Enligt planen bestämdes starten av lag, pengar eller överenskommelse, oavsett antalen.
reading-start-after-a-rise = Enligt planen valdes starten för att våldet hade ökat. En del av varje minskning hade då kommit av sig själv.
reading-start-height = De tolv månaderna före starten låg på { $ratio } gånger medelvärdet före.
reading-by-itself-falls = Efter en start på sådan höjd är de följande tolv månaderna i medeltal { $share } lägre helt utan insats.
reading-by-itself-rises = Efter en start på sådan höjd är de följande tolv månaderna i medeltal { $share } högre helt utan insats.
reading-by-itself-naive = En enkel jämförelse av före och efter skulle ange en minskning i { $share } av sådana fall.
reading-by-itself-unknown = Hur antalen ändras av sig själva efter en start på sådan höjd gick inte att räkna ut: det inträffar nästan aldrig.
reading-could = Vad som kunde ha synts
reading-visible = Enligt planen hade en minskning med mindre än { $share } inte säkert synts.
reading-planned = Insatsen skulle nå en minskning med { $share }.
reading-planned-too-small = Det som eftersträvades är mindre än det som säkert kunde synas: att ingen skillnad hittas är då att vänta även om målet nås.
reading-sight = Vad kunde en stad se, och när?
reading-sight-note = För ungefär { $count } händelser om året, bredvid fem jämförelsestäder som glider isär så som städer i USA gör. Fyllda prickar: i så många av tio städer med en sådan minskning skulle den synas.
reading-sight-fall = Sann minskning
reading-sight-smallest = Minsta synliga|minskning
reading-less = { $share } färre
reading-years-count =
    { $count ->
        [one] 1 år
       *[other] { $count } år
    }
reading-research = För forskare: utfall, villkor, jämförelse, plan
reading-research-page = För forskare: utfall, villkor, jämförelse
reading-outcomes = Planens alla utfall
reading-outcomes-note = Alla planerade utfall står här, också de utan skillnad och de utan antal. p är ensidigt för det primära utfallet, tvåsidigt för de andra, och korrigerat för deras antal (Holm) för de sekundära.
reading-outcome = Utfall
reading-role = Roll
reading-role-primary = primärt
reading-role-secondary = sekundärt
reading-role-control = ska inte röra sig
reading-ratio-interval = Räknat genom väntat (95 %)
reading-no-figure = ingen siffra
reading-why-no-counts = Det finns inga antal än.
reading-why-no-city = Tabellen har inga rader för { $city }.
reading-why-no-population = Tabellen har ingen befolkning för { $city }, och städer jämförs per invånare.
reading-why-months = Planen börjar med { $wanted }, och antalen går från { $first } till { $last }.
reading-why-not-over = Antalen går till { $month }, och den månaden är inte slut.
reading-why-estimators = Skattningen säger (på engelska): { $what }
reading-why-too-early = För tidigt: ingen siffra före 24 månader.
reading-why-refused = Antalen kan inte bära någon siffra.
reading-forest = Utfall och år på en axel
reading-forest-note = 1 är det väntade. Strecket är intervallet på 95 %, kalibrerat på städer utan insats. Ett streck över 1 är förenligt med ingen förändring, och bevisar den inte.
reading-forest-year = År { $year } efter starten
reading-conditions = Vad utlåtandet vilar på
reading-condition = Villkor
reading-condition-interval = Det kalibrerade intervallet ligger på ena sidan av 1 (avstånd på logskalan)
reading-condition-placebo = Placebons p-värde
reading-condition-same = Skattningar med samma tecken
reading-condition-comparisons = Jämförelser med andra städer bland dem
reading-holds-head = Uppfyllt
reading-holds = ja
reading-holds-not = nej
reading-others = Bredvid de andra städerna
reading-rank = Ordnade efter hur mycket varje stad rört sig, lägst först, står { $city } på plats { $place } av { $cities }. Med så många städer kan inget p-värde bli mindre än { $least }.
reading-cloud = Varje jämförelsestad som om den hade varit den
reading-cloud-note = En prick för varje jämförelsestad, omräknad till samma storlek som { $city }: små städer varierar mer och får inte tala för stora. Romben är { $city }, plats { $place } av { $cities } nerifrån.
reading-own = { $city } (staden som läses)
reading-city = Stad
reading-ratio-found = Räknat genom väntat
reading-ratio-scaled = I stadens storlek
reading-gaps = Avstånd till den syntetiska kontrollen
reading-gaps-note = Händelser per 100 000 invånare och år: staden minus en blandning av jämförelsestäder med samma gång före starten. Noll är inget avstånd.
reading-rate-city = Staden
reading-rate-control = Kontrollen
reading-gap = Avstånd
reading-weights = Vad den syntetiska kontrollen består av
reading-assumptions = Vad som måste vara sant för att detta ska betyda vad det säger
reading-assumes-drift = Utan insatsen hade staden glidit från den gemensamma gången så som andra städer gör.
reading-assumes-donors = Utan insatsen hade staden fortsatt som blandningen av jämförelsestäder.
reading-assumes-untouched = Ingen jämförelsestad berörs av insatsen eller har en egen.
reading-assumes-chosen = Jämförelsestäderna valdes innan någon såg utfallet.
reading-assumes-start = Starten valdes inte på grund av antalen strax före den.
reading-assumes-recording = Registreringen ändrades inte i en enda stad.
reading-plan = Planen och hur det görs om
reading-plan-city = Stad
reading-plan-primary = Primärt utfall
reading-plan-secondary = Sekundära utfall
reading-plan-control = Utfall som inte ska röra sig
reading-plan-before = Perioden före
reading-plan-after = Perioden efter
reading-plan-donors = Jämförelsestäder
reading-plan-fall = Eftersträvad minskning
reading-plan-visible = Minsta synliga minskning
reading-plan-amendments = Ändringar sedan förseglingen
reading-amendments =
    { $count ->
        [0] inga
        [one] en
       *[other] { $count }
    }
reading-provenance = För att göra om det
reading-provenance-note = Samma plan, samma antal och samma frö ger samma siffror, siffra för siffra.
reading-hash-plan = Den förseglade planens hash
reading-hash-sums = Antalens hash
reading-hash-level = Hash av nivåjämförelsens indata
reading-hash-control = Hash av den syntetiska kontrollens indata
reading-seed = Frö
reading-version = Kodens version

# Ord i ritningarna.
reading-chart-start = start
reading-chart-counted = räknat
reading-chart-expected = väntat
reading-chart-band = slumpens band
reading-chart-lower = färre än väntat
reading-chart-higher = fler än väntat
reading-chart-of-ten = ca { $count } av 10

# För alla.
public-verdict = Vad som kan sägas
public-years = { $city }: { $outcome }, år för år
public-years-note = Åren räknas från startens månad, bakåt och framåt. Mellan gränserna ligger den sanna nivån med 95 % om händelser inte kommer i grupp. En skillnad mellan två år är inget fynd.
public-few = färre än { $count }
public-left-out = visas inte
public-left-out-why = Små antal visas inte, eftersom de handlar om få människor. Några andra visas inte heller, så att de små inte kan räknas fram.
public-unknown = Vad som inte är känt
public-unknown-year = Ett enstaka år säger lite: antalen går upp och ner av slump.
public-unknown-reported = Bara det som kommit till polisens kännedom räknas.
public-unknown-elsewhere = Våld kan flytta till andra platser eller byta form. Andra utfall följs för det, och kan ändå missa det.
public-unknown-cause = Vad förändringarna beror på är inte känt.
public-version = Data och plan
public-counts-to = Räknat till och med
