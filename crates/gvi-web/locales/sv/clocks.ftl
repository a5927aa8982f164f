# Klockor: vad som ska göras, före när.

clock-kind-alert = Larm till de andra
clock-kind-triage = Första bedömning
clock-kind-retaliation-contacts = Kontakt med båda sidor
clock-kind-review = Genomgång
clock-kind-watch = Bevakning
clock-kind-review-meeting = Nästa genomgångsmöte
clock-kind-minutes = Anteckningar och uppgifter
clock-kind-focus-decision = Fokusbeslut
clock-kind-focus-review = Uppföljning av fokus
clock-kind-focus-review-next = Nästa uppföljning av fokus
clock-kind-communication-back = Återkoppling till gruppen
clock-kind-group-cooling = Gruppen avtar
clock-kind-group-dormant = Gruppen vilar
clock-kind-group-profile = Gruppkortet bekräftas
clock-kind-membership-review = Medlemskapet omprövas
clock-kind-deconfliction = Svar om krockar
clock-kind-deconfliction-urgent = Brådskande svar om krockar
clock-kind-urgent-notification = Brådskande samtal
clock-kind-visit-result = Resultat av besök
clock-kind-help-follow-up = Uppföljning när någon bett om hjälp
clock-kind-second-contact = Andra kontakten
clock-kind-support-call-back = Ring upp
clock-kind-support-meeting = Första mötet om stöd
clock-kind-protection-decision = Beslut om akut skydd
clock-kind-support-plan = Plan för stöd
clock-kind-support-check-in = Avstämning
