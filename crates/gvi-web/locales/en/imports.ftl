# Imports of incidents.

imports-title = Imports
imports-lead = Files are read in with the command vapenvila import. Here is what each import brought, and an import can be undone.
imports-caption = Imports, the latest first
imports-empty = No imports yet
imports-empty-what-to-do = Read in a file with the command vapenvila import. The same file once more changes nothing.
import-when = When
import-source = Source
import-code = Code
import-by = By
import-rows = Rows
import-added = New
import-revised = Revised
import-unchanged = Unchanged
import-merged = Merged within
import-undo = Undo
import-undo-hint = Undoing removes exactly the incidents of the import that nobody has worked on, and takes back what it changed in others. The rest stays and is listed.
import-undone = The import is undone.
import-undone-title = The import is undone
import-undone-on = Undone
import-removed =
    { $count ->
        [one] One incident is removed.
       *[other] { $count } incidents are removed.
    }
import-taken-back =
    { $count ->
        [one] One incident is as it was before the import.
       *[other] { $count } incidents are as they were before the import.
    }
import-kept =
    { $count ->
        [one] One incident stays
       *[other] { $count } incidents stay
    }
import-kept-text = Somebody has worked on them since the import. Go through them one at a time.
rule-batch-undone-already = The import is undone already
