-- Focus on groups, the levers and offers of this authority, and support contacts. Persons stand here by their code in this compartment.

CREATE TABLE focus (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    group_id TEXT NOT NULL REFERENCES groups (id),
    state TEXT NOT NULL,
    verdict TEXT,
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL,
    told TEXT NOT NULL,
    capacity TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    started_on TEXT,
    goals TEXT NOT NULL,
    stop_criteria TEXT NOT NULL,
    ended_at BIGINT,
    ended_how TEXT,
    end_reason TEXT NOT NULL,
    told_back_on TEXT,
    told_back_text TEXT NOT NULL,
    told_back_channel TEXT,
    told_back_by TEXT NOT NULL,
    told_back_clearance TEXT NOT NULL,
    told_back_at BIGINT,
    learnt TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX focus_in_order ON focus (proposed_at, id);
-- A group is proposed for focus, waits for its start or is in focus once at a time.
CREATE UNIQUE INDEX focus_one_open ON focus (group_id) WHERE state IN ('proposed', 'running') OR (state = 'decided' AND verdict = 'open');

-- Every decision stays, a deferral too: who decided what, on which reasons, and whether the clock was kept.
CREATE TABLE focus_decisions (
    id TEXT NOT NULL PRIMARY KEY,
    focus TEXT NOT NULL REFERENCES focus (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    reasons TEXT NOT NULL,
    dissent TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX focus_decisions_in_order ON focus_decisions (focus, decided_at, id);

CREATE TABLE focus_reviews (
    id TEXT NOT NULL PRIMARY KEY,
    focus TEXT NOT NULL REFERENCES focus (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    note TEXT NOT NULL,
    held_by TEXT NOT NULL,
    held_at BIGINT NOT NULL
);
CREATE INDEX focus_reviews_in_order ON focus_reviews (focus, held_at, id);

-- No lever without its basis, its decision-maker and its weighing: the columns cannot be empty.
CREATE TABLE levers (
    id TEXT NOT NULL PRIMARY KEY,
    focus TEXT REFERENCES focus (id),
    person_code TEXT NOT NULL,
    lever TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis <> ''),
    reference TEXT NOT NULL CHECK (reference <> ''),
    decider TEXT NOT NULL CHECK (decider <> ''),
    decider_role TEXT NOT NULL CHECK (decider_role <> ''),
    proportionality TEXT NOT NULL CHECK (proportionality <> ''),
    planned_on TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT NOT NULL,
    planned_by TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX levers_by_person ON levers (person_code, planned_on, id);
CREATE INDEX levers_by_focus ON levers (focus, person_code, planned_on, id);

-- An offer is never conditional, and a no has no reason: there is no column for either.
CREATE TABLE offers (
    id TEXT NOT NULL PRIMARY KEY,
    focus TEXT REFERENCES focus (id),
    person_code TEXT,
    group_code TEXT,
    offer TEXT NOT NULL,
    need TEXT NOT NULL,
    concrete TEXT NOT NULL,
    contact TEXT NOT NULL,
    state TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (person_code IS NOT NULL OR group_code IS NOT NULL)
);
CREATE INDEX offers_by_person ON offers (person_code, made_at, id);
CREATE INDEX offers_by_focus ON offers (focus, person_code, made_at, id);

-- Pointer and status only. What somebody needs and says stays in the case system.
CREATE TABLE support_contacts (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    person_code TEXT NOT NULL,
    reference TEXT NOT NULL,
    route TEXT NOT NULL,
    status TEXT NOT NULL,
    first_contact_at BIGINT NOT NULL,
    first_meeting_at BIGINT,
    last_check_in_at BIGINT,
    ended_on TEXT,
    opened_by TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX support_in_order ON support_contacts (person_code, id);

CREATE TABLE support_handlers (
    support TEXT NOT NULL REFERENCES support_contacts (id) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES accounts (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (support, account)
);
