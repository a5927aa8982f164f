# Forskarens sida om en läsning: vad svaret vilar på, och vad en annan metod gör av samma antal.

research-title = För forskare
research-lead = Vad svaret vilar på: andra metoder, en stad mindre, tidigare starter, tidigare tabeller. Inget här ändrar vad som kan sägas.
research-open = Vad svaret vilar på
research-no-details = Så länge utlåtandet inte bär någon siffra visas ingen här heller.
research-level = Nivåjämförelsen
research-control = Syntetisk kontroll
research-regression-short = Regression
research-methods = Varje utfall med varje metod
research-methods-note = Räknat genom väntat, med 95-procentiga intervall. Nivåjämförelsen avgör utlåtandet, den syntetiska kontrollen tillfrågas som ett andra vittne, och regressionen på stadens egen serie avgör ingenting. De två första intervallen är kalibrerade på jämförelsestäderna, det tredje är det inte.
research-leave-one-out = Utan en jämförelsestad i taget
research-leave-one-out-note = Den syntetiska kontrollen utan var och en av de städer som har en andel i den. Den fyllda kvadraten är kontrollen av alla städer med sitt intervall; en ofylld är en enda siffra utan intervall. Bredvid i tabellen står nivåjämförelsen utan samma stad.
research-rule = Regeln: en stad bär resultatet när mindre än hälften av skillnaden, på logskalan, är kvar utan den.
research-rests-on-nothing = Den syntetiska kontrollens intervall täcker 1, så det finns inget resultat som en enda stad kunde bära. Utan en stad i taget ligger kvoten från { $low } till { $high }.
research-rests-on-none = Ingen enskild stad bär den syntetiska kontrollens resultat: utan en stad i taget ligger kvoten från { $low } till { $high }.
research-rests-on-city = Den syntetiska kontrollens resultat vilar på { $city }: utan den är mindre än hälften av skillnaden kvar.
research-rests-on-cities = Den syntetiska kontrollens resultat vilar på { $cities }: det räcker att en av dem tas bort för att mindre än hälften av skillnaden ska vara kvar.
research-all-cities = Alla städer
research-without = Utan { $city }
research-left-out = Utelämnad
research-weight = Andel av kontrollen
research-share-left = Kvar av skillnaden
research-gap-before = Avstånd före starten
research-earlier = Som om starten hade varit tidigare
research-earlier-note = Bara månaderna före den riktiga starten används. När det inte finns något att hitta bör utlåtandets villkor vara uppfyllda vid nästan ingen av dessa starter.
research-earlier-none = Ingen tidigare start kan prövas: var och en skulle lämna färre år eller händelser före sig än beräkningen kräver.
research-earlier-quiet =
    { $count ->
        [one] Utlåtandets villkor prövades vid en tidigare start, och var inte uppfyllda.
       *[other] Utlåtandets villkor prövades vid { $count } tidigare starter, och var inte uppfyllda vid någon av dem.
    }
research-earlier-found = Vid { $found } av { $read } tidigare starter, när det inte fanns någon insats, hade utlåtandets villkor varit uppfyllda. Det som hittas vid den riktiga starten måste läsas med det i minnet.
research-earlier-start = Antagen start
research-earlier-years = Före den riktiga starten
research-earlier-finds = Villkoren uppfyllda
research-regression = Regression på stadens egen serie
research-regression-warning = Detta är inte utlåtandet. I städer i USA utan någon insats angav metoden en minskning i 16 till 21 fall av 100, där slumpen borde ge två eller tre.
research-regression-note = En avbruten tidsserie: nivå, trend, säsong och ett nivåskifte vid starten, utan jämförelsestäder. Den tar varje svängning som hela landet går igenom för att vara insatsen. Fyra medelfel anges för varje term; intervall och p bygger på det största.
research-fallback-spread = Antalen sprider sig inte mer än Poisson, så Poissonregression används i stället för NB2.
research-fallback-settle = NB2 gick inte att anpassa, så Poissonregression används, med medelfel som inte litar på den.
research-few-events = Det finns färre än 30 händelser, så de två takterna jämförs exakt, utan säsong och trend.
research-events = Händelser
research-events-text = { $before } före starten, { $after } efter
research-rates = Takten efter genom takten före
research-law = Antalens fördelning
research-law-poisson = Poisson
research-law-nb2 = Negativ binomial (NB2), α { $alpha }
research-step = Nivåskifte vid starten
research-step-text = { $ratio }, p { $p }, största medelfel: { $error }
research-mean-ratio = Medelkvot
research-dispersion = Poissonanpassningens spridning (Pearson)
research-p-poisson = p mot Poisson
research-loglik = Loglikelihood
research-ljung-box = Ljung–Box, p för 1 till 12 månaders eftersläpning
research-correlation = Residualernas största korrelation
research-correlation-text = { $size }, månader emellan: { $months }
research-pit = Residualernas avstånd från likformig fördelning (slumpad PIT)
research-years-left-out = Nivåskiftet när ett år utelämnas
research-placebo-dates = Nivåskiften vid månader före starten
research-placebo-dates-text = { $share } av { $months } månader ger ett intervall som inte täcker 1; det borde vara ungefär 5 av 100
research-hash = Hash av indata
research-terms = Termer på logskalan, med alla medelfel
research-term = Term
research-term-level = Nivå
research-term-trend = Trend, per år
research-term-step = Nivåskifte vid starten
research-term-shock = Störning: { $name }
research-term-sin = Säsong, sinus { $times }
research-term-cos = Säsong, cosinus { $times }
research-coefficient = Koefficient
research-error-model = Modellens
research-error-alpha = Med känt α
research-error-hac = HAC, 12 månader
research-error-quasi = Kvasi-Poisson
research-interval-widest = 95 %, största medelfel
research-p-widest = p, största medelfel
research-regression-years = Varje år sedan starten enligt regressionen
research-expected-without = Väntat utan skifte
research-vintages = Som det var känt varje gång
research-vintages-note = Varje tabell med antal finns kvar. Ett utfall med flera tabeller läses här så som det var känt när var och en lades till, den äldsta först, enligt den plan som gäller nu.
research-vintages-none = Inget utfall har mer än en tabell.
research-vintages-left-out =
    { $count ->
        [one] En äldre tabell finns kvar, och läses inte för sig här.
       *[other] { $count } äldre tabeller finns kvar, och läses inte för sig här.
    }
research-changed = Månader ändrade sedan förra tabellen

# De egna grupperna, bredvid utlåtandet.
research-groups-open = Grupp för grupp
research-groups-title = Grupp för grupp
research-groups-lead = De egna grupperna, som fick budskapet vid olika tider. Bara koder, inga personer. Det står bredvid utlåtandet och avgör ingenting.
research-groups-together = Alla grupper tillsammans
research-groups-not-yet = För tidigt, eller planen är inte förseglad: före 24 månader läses inget om grupper heller.
research-groups-refused = Grupperna kan inte bära någon skattning:
research-groups-not-read = Grupperna kan inte läsas: { $why }
research-groups-who = { $groups } grupper med skjutningar som kopplats till dem på nivå 2 eller 3, { $told } av dem har fått budskapet; { $months } månader och { $incidents } händelser. Varje grupp och varje månad har sin egen nivå. De { $left } månaderna före första budskapet lämnas utanför, för där ligger det som utlöste det.
research-groups-found = Efter första budskapet, mot gruppens egen nivå och allas gång: { $ratio }.
research-groups-tests = Slumpade tecken per grupp: p { $signs }, för en minskning { $signsfall }. Datumen utdelade på nytt: p { $dates }, för en minskning { $datesfall }.
research-groups-terms = Alla termer
research-groups-told = Efter första budskapet
research-groups-spillover = Andel rivaler och allierade som fått budskapet
research-groups-dose = Budskap i månaden
research-groups-error = Medelfel per grupp
research-groups-left-out = Månader utanför
research-groups-otherwise = Med andra månader utanför
research-groups-each = Varje grupp för sig
research-groups-each-note = Grupper får budskapet för att de just har varit våldsamma: en del av varje minskning kommer då av sig själv. Av tjugo grupper lämnar en intervallet av ren slump.
research-groups-figure = Händelser efter första budskapet mot före, grupp för grupp
research-groups-note = 1 är oförändrat mot allas gång. Grupper med färre än tio händelser före visas inte var för sig, och antal under fem visas inte.
research-group = Grupp
research-group-told = Första budskapet
research-group-before = Händelser före
research-group-after = Händelser efter
research-group-never = har inte fått budskapet
research-group-refused = för få händelser före
research-group-hidden = för få händelser efter för att visas
research-groups-dose-by-year = Vad som gjordes, alla grupper tillsammans
