# Sign-in, purpose, problems.

sign-in-title = Sign in
sign-in-lead = You sign in to your own authority's compartment. No other authority can read it.
sign-in-authority = Authority
sign-in-user = User name
sign-in-password = Password
sign-in-code = One-time code
sign-in-code-hint = Six digits from your code app.
sign-in-button = Sign in
sign-in-failed = The sign-in failed. Check name, password and code. After five tries the account is locked for 15 minutes.

sign-in-demo = Demo accounts
sign-in-demo-text = Everybody in the invented city has the same password. The code changes every half minute: reload the page if it has run out. Each code works once for each account.
sign-in-demo-people = Who works in Nordhamn
sign-in-roles = Roles
sign-in-name = Name

purpose-title = Choose a purpose
purpose-lead = Everything you read and do is noted with the purpose.
purpose-question = Why are you working now?
purpose-button = Start working
purpose-missing = Choose a purpose
purpose-until = Valid until { $day }
purpose-chosen = The purpose is chosen.
purpose-none = None chosen
purpose-empty = There is no valid purpose
purpose-empty-what-to-do = Ask whoever is responsible for the authority's settings to decide on a purpose. Until then nothing can be read or written.

problem-sign-in = Sign in first
problem-sign-in-what-to-do = You are not signed in, or the session has ended. Nothing that was saved is gone.
problem-not-found = Not found
problem-not-found-what-to-do = There is no such page. Check the address or go back to your day.
problem-changed = Somebody else was first
problem-changed-what-to-do = The record was changed by somebody else while you worked. Nothing of yours was saved. Go back, read the new text and make your change again.
problem-forged = The form is too old
problem-forged-what-to-do = Go back, reload the page and send it again.
problem-unreadable = What was sent could not be read
problem-unreadable-what-to-do = Go back and try again.
problem-faults = It cannot be done that way
problem-faults-what-to-do = Go back and mend this:
problem-too-many = Too many tries
problem-too-many-what-to-do = Wait a minute and try again.
problem-disk-full = The disk is full
problem-disk-full-what-to-do = Nothing of this was saved, and nothing saved before is gone. Tell whoever runs the server, then try again.
problem-broken = Something broke
problem-broken-what-to-do = Nothing of this was saved. Try again, and give the number to whoever runs the server if it happens again.
problem-number = Number:
problem-home = To my day
problem-too-large = That was too much at once
problem-too-large-what-to-do = The form is longer than what can be read. Go back, shorten the text and send it again.
kept-title = What you wrote is not saved
kept-text = Your text no longer stands in a form on this page. Copy what you want to use again.
