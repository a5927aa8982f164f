# Konton.

accounts-title = Konton
accounts-lead = Vilka som arbetar här, i vilka roller och till när. Ingen kan ge sig själv en roll.
accounts-caption = Konton i myndigheten, i bokstavsordning
account-add = Lägg till konto
account-add-lead = Den nya kollegan får ett engångslösenord och en nyckel till sin kodapp. De visas en enda gång.
account-user-name-hint = Små bokstäver a–z, siffror, punkt och bindestreck.
account-name = Namn
account-unit = Enhet
account-unit-hint = Den som föreslår och den som godkänner måste komma från olika enheter.
account-roles = Roller
account-roles-hint = Så få som möjligt. De gäller till kontots sista dag.
account-ends = Sista dag
account-ends-hint = Högst två år framåt. Avsluta ett konto genom att sätta dagens datum.
account-trained = Utbildad till och med
account-trained-hint = När utbildningen går ut stängs ärendena tills den är förnyad.
account-state = Läge
account-active = Aktivt
account-locked = Låst
account-ended = Avslutat
account-not-trained = Utbildningen har gått ut
account-one-time = Väntar på första inloggningen
account-edit = Ändra kontot
account-access = Tillgång
account-access-text = När ett konto låses eller får nya nycklar avslutas alla dess inloggningar genast.
account-lock = Lås kontot
account-unlock = Lås upp kontot
account-locked-now = Kontot är låst och dess inloggningar är avslutade.
account-unlocked-now = Kontot är upplåst.
account-renew = Ge nytt lösenord och ny nyckel
account-secrets = Nycklar för den första inloggningen
account-secrets-lead = Sidan visas bara nu. Lämna uppgifterna till den som ska ha dem, inte i ett meddelande.
account-secrets-what-to-do = Lägg in nyckeln i en kodapp (tidsbaserad, 6 siffror, 30 sekunder). Vid första inloggningen byts lösenordet.
account-secrets-done = Jag har lämnat dem
account-first-password = Engångslösenord
account-totp = Nyckel till kodappen
account-own = Mitt konto
account-own-text = Det här är ditt eget konto. Någon annan måste ändra roller och dagar i det.
account-must-change = Byt lösenord först
account-must-change-text = Du har loggat in med ett lösenord som någon annan har gjort. Byt det, så öppnas resten.
account-password = Byt lösenord
account-now-password = Nuvarande lösenord
account-new-password = Nytt lösenord
account-new-password-hint = Minst 12 tecken. En mening går bra.
account-again = Nytt lösenord en gång till
account-change-password = Byt lösenord
account-password-changed = Lösenordet är bytt. Andra inloggningar på kontot är avslutade.
fault-user-name-signs = Bara små bokstäver a–z, siffror, punkt och bindestreck, högst 40 tecken
fault-user-name-taken = Användarnamnet är upptaget
fault-role-missing = Välj minst en roll
fault-role-not-here = Rollen finns inte i den här sortens myndighet
fault-longer-than-two-years = Högst två år framåt
fault-password-too-short = Minst 12 tecken
fault-password-holds-name = Lösenordet får inte innehålla användarnamnet
fault-password-differs = De två är inte lika
fault-password-wrong = Lösenordet stämmer inte
fault-password-same = Välj ett annat än det nuvarande

account-mail = E-post när något väntar
account-mail-text = Du kan få ett kort brev när det finns något nytt för dig här: högst ett i timmen. Det säger bara det, och var du loggar in; ingen kod, inget namn och ingenting om vad det gäller.
account-mail-address = Din e-postadress i tjänsten
account-mail-hint = Lämna tomt om du inte vill ha några brev. Adressen används bara till detta och syns inte för någon annan.
account-mail-language = Brevets språk
account-mail-not-sent = Den här platsen skickar ingen e-post än.
account-mail-failed = Breven går inte fram sedan { $since }. Det försöks igen.
account-mail-failing = E-posten går inte fram sedan { $since }
fault-not-an-address = Skriv adressen som fornamn@myndighet.se
mail-subject = Något nytt i Vapenvila
mail-body = Det finns något nytt för dig i Vapenvila.

    Logga in för att läsa: { $address }

    Brevet säger inte mer än så. Du bestämmer själv om du vill ha det, under Mitt konto.
