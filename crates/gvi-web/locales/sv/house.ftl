# Huset: meny, myndigheter, roller, gemensamma fel i formulär.

day-title = Min dag
save = Spara
saved = Sparat.
conflict-title = Någon annan sparade under tiden
conflict-text = Här är den text som är sparad nu. Din text står kvar i formuläret nedanför. Jämför, rätta och spara igen.

menu-day = Min dag
menu-incidents = Händelser
menu-imports = Import
menu-groups = Grupper
menu-tasks = Uppgifter
menu-reviews = Genomgångar
menu-messages = Budskap
menu-settings = Inställningar
menu-accounts = Konton

kind-POL = polis
kind-KV = frivård
kind-SOC = socialtjänst
kind-MUN = kommun
kind-SCH = skola
kind-CIV = civilsamhälle

role-analyst = analytiker
role-duty_officer = vakthavande
role-coordinator = samordnare
role-chief = polisområdeschef
role-approver = godkännare
role-officer = frivårdsinspektör
role-handler = socialsekreterare
role-intake = mottagning
role-liaison = kontaktperson
role-partner = samhällspartner
role-lawyer = jurist
role-auditor = logggranskare
role-dpo = dataskyddsombud
role-admin = behörighetsadministratör

fault-missing = Fältet måste fyllas i
fault-too-short = Skriv lite mer
fault-too-long = Texten är för lång
fault-not-a-number = Skriv ett heltal
fault-wrong-state = Det går inte härifrån: { $thing } är { $state }, { $deed } är inte möjligt.
fault-full = Det finns redan { $limit } { $what }
fault-full-listed = Listan är full: { $limit } personer får vara listade samtidigt. Avsluta listningar som inte längre behövs. Räcker inte det kan styrgruppen och dataskyddsombudet tillsammans besluta om en längre lista, se Inställningar.
fault-full-listed-ever = Listan är full: { $limit } personer är det högsta som någonsin får vara listade samtidigt, och det kan ingen besluta bort. Avsluta listningar som inte längre behövs.
