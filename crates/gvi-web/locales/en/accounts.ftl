# Accounts.

accounts-title = Accounts
accounts-lead = Who works here, in which roles and until when. Nobody can give themselves a role.
accounts-caption = Accounts of the authority, in alphabetical order
account-add = Add account
account-add-lead = The new colleague gets a one-time password and a key for the code app. They are shown once only.
account-user-name-hint = Small letters a–z, digits, full stop and hyphen.
account-name = Name
account-unit = Unit
account-unit-hint = Whoever proposes and whoever approves must come from different units.
account-roles = Roles
account-roles-hint = As few as possible. They last to the account's last day.
account-ends = Last day
account-ends-hint = At most two years ahead. End an account by setting today's date.
account-trained = Trained until
account-trained-hint = When the training runs out the cases are closed until it is renewed.
account-state = State
account-active = Active
account-locked = Locked
account-ended = Ended
account-not-trained = The training has run out
account-one-time = Awaits the first sign-in
account-edit = Edit the account
account-access = Access
account-access-text = When an account is locked or gets new keys, all its sessions end at once.
account-lock = Lock the account
account-unlock = Unlock the account
account-locked-now = The account is locked and its sessions have ended.
account-unlocked-now = The account is unlocked.
account-renew = Give a new password and key
account-secrets = Keys for the first sign-in
account-secrets-lead = This page is shown only now. Hand the keys over to the person, not in a message.
account-secrets-what-to-do = Enter the key in a code app (time-based, 6 digits, 30 seconds). The password is changed at the first sign-in.
account-secrets-done = I have handed them over
account-first-password = One-time password
account-totp = Key for the code app
account-own = My account
account-own-text = This is your own account. Somebody else must change roles and days in it.
account-must-change = Change the password first
account-must-change-text = You signed in with a password that somebody else made. Change it, and the rest opens.
account-password = Change password
account-now-password = Current password
account-new-password = New password
account-new-password-hint = At least 12 signs. A sentence is fine.
account-again = New password once more
account-change-password = Change password
account-password-changed = The password is changed. Other sessions of the account have ended.
fault-user-name-signs = Only small letters a–z, digits, full stop and hyphen, at most 40 signs
fault-user-name-taken = The user name is taken
fault-role-missing = Choose at least one role
fault-role-not-here = This role does not exist in this kind of authority
fault-longer-than-two-years = At most two years ahead
fault-password-too-short = At least 12 signs
fault-password-holds-name = The password must not hold the user name
fault-password-differs = The two are not alike
fault-password-wrong = The password is wrong
fault-password-same = Choose another than the current one

account-mail = E-mail when something waits
account-mail-text = You can get a short message when there is something new for you here: one an hour at most. It says only that, and where you sign in; no code, no name and nothing about what it is.
account-mail-address = Your e-mail address at work
account-mail-hint = Leave it empty if you want no messages. The address is used for this alone and is seen by nobody else.
account-mail-language = Language of the message
account-mail-not-sent = This site does not send e-mail yet.
account-mail-failed = Messages have not got through since { $since }. They are tried again.
account-mail-failing = E-mail has not got through since { $since }
fault-not-an-address = Write the address as name@office.example
mail-subject = Something new in Vapenvila
mail-body = There is something new in Vapenvila for you.

    Sign in to read it: { $address }

    The message says no more than this. You decide yourself whether you want it, under My account.
