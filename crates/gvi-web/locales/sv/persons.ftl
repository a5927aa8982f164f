# Personer i myndighetens eget utrymme.

menu-persons = Personer

persons-title = Personer
persons-lead = Sök fram en person i myndighetens eget utrymme. Inget annat utrymme söks igenom, och varje visad rad loggas.
persons-search = Sök person
persons-search-hint = Del av namn, hela koden eller minst fyra siffror ur ett telefonnummer.
persons-caption = Personer i myndighetens eget utrymme
persons-count =
    { $count ->
        [one] En person
       *[other] { $count } personer
    }
persons-count-at-least = Minst { $count } personer
persons-empty = Inga personer ännu
persons-empty-what-to-do = Lägg till en person först när det finns ett skrivet skäl till att personen ska finnas här.
persons-none-found = Ingen träff
persons-none-found-what-to-do = Pröva en kortare del av namnet eller sök på kod eller telefonnummer.
person-add = Lägg till person
person-added = Personen är tillagd.
person-edit = Ändra uppgifterna
person-card = Uppgifter
person-form-lead = Skriv bara det som behövs, sakligt och så att personen själv skulle kunna läsa det.
person-name = Namn
person-code = Kod
person-born = Född
person-born-year = Födelseår
person-born-on = Födelsedag
person-born-hint = Minst året. Är bara året känt räknas personen som den yngsta hen kan vara.
person-born-age = { $born } ({ $age } år)
person-born-age-least = { $born } (minst { $age } år)
person-minor = Under 18 år: särskilda regler gäller.
person-why-here = Varför personen finns här
person-why-here-hint = Det konkreta skälet, utan värderande ord.
person-suspicion = Misstanke
person-suspicion-reference = Hänvisning till misstanke
person-suspicion-hint = Ärendenummer. Utan hänvisning visas att personen inte är misstänkt.
person-suspected = Misstanke finns
person-not-suspected = Inte misstänkt
person-not-suspected-text = Ingen misstanke är registrerad. Märkningen tas bara bort med hänvisning till ett ärende.
person-phones = Telefon
person-emails = E-post
person-addresses = Adress
person-addresses-hint = Skriv aldrig adressen till en person med skyddade personuppgifter.
person-others = Annan väg
person-one-a-line = Ett per rad.
person-protected = Skyddade personuppgifter
person-protected-text = Bara de namngivna handläggarna kan se att personen finns här. Sprid inte namn, adress eller karta.
person-protected-hint = Personen blir osynlig för alla utom handläggarna: i listor, sökning, antal och kort.
person-handlers = Handläggare
person-handlers-hint = Användarnamn med komma emellan. Används bara vid skyddade personuppgifter; du själv är alltid med.
person-ends = Gallras
person-ends-hint = Högst tolv månader fram. Datumet kan bara flyttas närmare när posten ändras.
person-memberships = Medlemskap i grupper
person-memberships-none = Personen är inte förtecknad i någon grupp.
person-who-can-see = Myndighetens egna som arbetar med personer. Ingen annan myndighet.
contact-kind-phone = Telefon
contact-kind-email = E-post
contact-kind-address = Adress
contact-kind-other = Annan väg
fault-not-a-birth = Ange ett födelseår eller en födelsedag som kan stämma
fault-not-a-day = Ange ett datum
fault-not-a-reference = Ange ett ärendenummer, inte en beskrivning
fault-in-the-past = Ange ett senare datum
fault-in-the-future = Dagen har inte varit ännu
fault-too-far = Datumet ligger för långt fram
fault-cannot-extend = En ändring kan inte förlänga tiden. Ange samma datum eller ett tidigare.
fault-protected-address = Adressen till en person med skyddade personuppgifter får inte sparas här
fault-no-such-colleague = Ingen kollega har det användarnamnet
fault-disrespectful = Texten innehåller ett nedsättande ord. Beskriv vad som har hänt med sakliga ord: skriv person och grupp.
fault-names-a-people = Namnet pekar ut ett folk, ett ursprung eller en religion. Välj ett neutralt kodnamn, till exempel efter en plats eller en fågel. Betyder ordet något annat här: välj ändå ett annat namn, och säg till den som förvaltar systemet, så rättas ordlistan.
