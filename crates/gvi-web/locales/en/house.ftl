# The house: menu, authorities, roles, faults that forms share.

day-title = My day
save = Save
saved = Saved.
conflict-title = Somebody else saved in between
conflict-text = This is the text that is saved now. Your text is still in the form below. Compare, mend and save again.

menu-day = My day
menu-incidents = Incidents
menu-imports = Imports
menu-groups = Groups
menu-tasks = Tasks
menu-reviews = Reviews
menu-messages = Messages
menu-settings = Settings
menu-accounts = Accounts

kind-POL = police
kind-KV = probation
kind-SOC = social services
kind-MUN = municipality
kind-SCH = school
kind-CIV = civil society

role-analyst = analyst
role-duty_officer = duty officer
role-coordinator = coordinator
role-chief = police area chief
role-approver = approver
role-officer = probation officer
role-handler = social worker
role-intake = intake
role-liaison = liaison
role-partner = community partner
role-lawyer = lawyer
role-auditor = log reviewer
role-dpo = data protection officer
role-admin = access administrator

fault-missing = This field must be filled in
fault-too-short = Write a little more
fault-too-long = The text is too long
fault-not-a-number = Write a whole number
fault-wrong-state = Not possible from here: the { $thing } is { $state }, { $deed } cannot be done.
fault-full = There are already { $limit } { $what }
fault-full-listed = The list is full: { $limit } persons may be listed at a time. End listings that are no longer needed. If that is not enough, the steering group and the data protection officer can together decide on a longer list, see Settings.
fault-full-listed-ever = The list is full: { $limit } persons are the most that may ever be listed at a time, and nobody can decide otherwise. End listings that are no longer needed.
