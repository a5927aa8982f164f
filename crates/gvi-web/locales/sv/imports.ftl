# Importer av händelser.

imports-title = Importer
imports-lead = Filer läses in med kommandot vapenvila import. Här syns vad varje import gav, och en import kan ångras.
imports-caption = Importer, de senaste först
imports-empty = Inga importer ännu
imports-empty-what-to-do = Läs in en fil med kommandot vapenvila import. Samma fil en gång till ändrar inget.
import-when = När
import-source = Källa
import-code = Kod
import-by = Av
import-rows = Rader
import-added = Nya
import-revised = Ändrade
import-unchanged = Lika
import-merged = Sammanförda inom
import-undo = Ångra
import-undo-hint = Ångra tar bort exakt de händelser från importen som ingen har arbetat med, och tar tillbaka vad den ändrade i andra. Resten står kvar och räknas upp.
import-undone = Importen är ångrad.
import-undone-title = Importen är ångrad
import-undone-on = Ångrad
import-removed =
    { $count ->
        [one] En händelse är borttagen.
       *[other] { $count } händelser är borttagna.
    }
import-taken-back =
    { $count ->
        [one] En händelse är som den var före importen.
       *[other] { $count } händelser är som de var före importen.
    }
import-kept =
    { $count ->
        [one] En händelse står kvar
       *[other] { $count } händelser står kvar
    }
import-kept-text = Någon har arbetat med dem sedan importen. Gå igenom dem en i taget.
rule-batch-undone-already = Importen är redan ångrad
