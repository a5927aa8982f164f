# Inloggning, ändamål, fel.

sign-in-title = Logga in
sign-in-lead = Du loggar in i din egen myndighets utrymme. Ingen annan myndighet kan läsa det.
sign-in-authority = Myndighet
sign-in-user = Användarnamn
sign-in-password = Lösenord
sign-in-code = Engångskod
sign-in-code-hint = Sex siffror från din kodapp.
sign-in-button = Logga in
sign-in-failed = Inloggningen gick inte. Kontrollera namn, lösenord och kod. Efter fem försök är kontot låst i 15 minuter.

sign-in-demo = Demokonton
sign-in-demo-text = Alla i den påhittade staden har samma lösenord. Koden byts varje halvminut: ladda om sidan om den har gått ut. Varje kod fungerar en gång för varje konto.
sign-in-demo-people = De som arbetar i Nordhamn
sign-in-roles = Roller
sign-in-name = Namn

purpose-title = Välj ändamål
purpose-lead = Allt du läser och gör antecknas med ändamålet.
purpose-question = Varför arbetar du nu?
purpose-button = Börja arbeta
purpose-missing = Välj ett ändamål
purpose-until = Gäller till och med { $day }
purpose-chosen = Ändamålet är valt.
purpose-none = Inget valt
purpose-empty = Det finns inget gällande ändamål
purpose-empty-what-to-do = Be den som ansvarar för myndighetens inställningar att besluta om ett ändamål. Tills dess går det inte att läsa eller skriva.

problem-sign-in = Logga in först
problem-sign-in-what-to-do = Du är inte inloggad, eller så har inloggningen gått ut. Inget som var sparat är borta.
problem-not-found = Hittades inte
problem-not-found-what-to-do = Sidan finns inte. Kontrollera adressen eller gå tillbaka till din dag.
problem-changed = Någon annan hann före
problem-changed-what-to-do = Posten ändrades av någon annan medan du arbetade. Inget av ditt sparades. Gå tillbaka, läs den nya texten och gör om ändringen.
problem-forged = Formuläret är för gammalt
problem-forged-what-to-do = Gå tillbaka, ladda om sidan och skicka igen.
problem-unreadable = Det gick inte att läsa det som skickades
problem-unreadable-what-to-do = Gå tillbaka och försök igen.
problem-faults = Det gick inte att göra så
problem-faults-what-to-do = Gå tillbaka och rätta detta:
problem-too-many = För många försök
problem-too-many-what-to-do = Vänta en minut och försök igen.
problem-disk-full = Disken är full
problem-disk-full-what-to-do = Inget av det här sparades, och inget som sparats tidigare är borta. Säg till den som sköter driften och försök sedan igen.
problem-broken = Något gick sönder
problem-broken-what-to-do = Inget av det här sparades. Försök igen, och säg numret till den som sköter driften om det händer igen.
problem-number = Nummer:
problem-home = Till min dag
problem-too-large = Det var för mycket på en gång
problem-too-large-what-to-do = Formuläret är längre än vad som kan läsas. Gå tillbaka, korta texten och skicka igen.
kept-title = Det du skrev är inte sparat
kept-text = Din text finns inte i något formulär på den här sidan längre. Kopiera det du vill använda igen.
