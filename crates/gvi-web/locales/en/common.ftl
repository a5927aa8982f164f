# Words that every page shares.

site-name = Vapenvila
skip-to-main = Skip to main content
menu = Menu
breadcrumb = You are here
close = Close
cancel = Cancel
search = Search
sign-out = Sign out

shell-authority = Authority
shell-signed-in = Signed in
shell-purpose = Purpose

banner-demo = Demo: all data is invented.
banner-demo-more = The city of Nordhamn and everyone in it do not exist.
banner-practice = Practice: do not enter real personal data here.
banner-practice-more = This is a place for learning, not for real cases.

footer-logged = Everything done and read here is entered in the authority’s log.
print-marking = May contain data under secrecy. That this page was read has been logged.
bell-text = There is something new to read.
bell-link = To what was received
session-ends-soon = You will soon be signed out, because nothing has happened for a while. Save what you are writing.
unsaved-warning = What you have written is not saved. Leave the page anyway?

theme-title = Appearance
theme-auto = As the device
theme-light = Light
theme-dark = Dark

keys-title = Keys
keys-search = Go to the search field
keys-show = Show this list
keys-close = Close the list

notice-info = Good to know:
notice-done = Done:
notice-warn = Mind:
notice-stop = Not possible:

form-optional = (optional)
form-error-word = Error:
form-error-summary =
    { $count ->
        [one] One field needs correcting
       *[other] { $count } fields need correcting
    }

rough-at = Exact time
rough-on = Only the day
rough-between = Between two times
rough-moment = Day and time
rough-day = Day
rough-from = Earliest
rough-to = Latest

clock-running = Running
clock-soon = Soon
clock-overdue = Overdue
clock-stopped-in-time = Done in time
clock-stopped-late = Done late
clock-left = { $length } left
clock-over-by = over by { $length }
clock-stopped-after = after { $length }
clock-due = due

withheld = Not shown to you
received-from = Received from { $authority }
received-until = may be kept until { $day }
who-can-see = Who can see this:

paging = More pages
paging-previous = Previous
paging-next = Next

chart-as-table = Show as a table
chart-table-of = Table: { $chart }
map-closer = Closer
map-farther = Farther
map-whole = Whole map
map-conflict = Conflict
map-alliance = Alliance
map-focus = In focus
map-inactive = Not active
map-thin = Thin lines: the relation is not established. Where a group stands on the map means nothing else.
strip-incident = Incident
strip-message = Message
strip-decision = Decision

unit-day = d

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
typing-warning = Where you write decides how it is protected
