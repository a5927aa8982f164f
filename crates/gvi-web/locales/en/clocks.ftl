# Clocks: what is to be done, before when.

clock-kind-alert = Alert to the others
clock-kind-triage = Triage
clock-kind-retaliation-contacts = Contact with both sides
clock-kind-review = Review
clock-kind-watch = Watch
clock-kind-review-meeting = Next review meeting
clock-kind-minutes = Minutes and tasks
clock-kind-focus-decision = Focus decision
clock-kind-focus-review = Review of the focus
clock-kind-focus-review-next = Next review of the focus
clock-kind-communication-back = Communication back to the group
clock-kind-group-cooling = Group is cooling
clock-kind-group-dormant = Group is dormant
clock-kind-group-profile = Group card is confirmed
clock-kind-membership-review = Membership is reconsidered
clock-kind-deconfliction = Deconfliction answer
clock-kind-deconfliction-urgent = Urgent deconfliction answer
clock-kind-urgent-notification = Urgent notification
clock-kind-visit-result = Result of the visit
clock-kind-help-follow-up = Follow-up of a request for help
clock-kind-second-contact = Second contact
clock-kind-support-call-back = Call back
clock-kind-support-meeting = First meeting about support
clock-kind-protection-decision = Decision on acute protection
clock-kind-support-plan = Plan for support
clock-kind-support-check-in = Check-in
