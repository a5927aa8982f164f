-- Focus on groups, the levers and offers of this authority, and support contacts. Persons stand here by their code in this compartment.

CREATE TABLE focus (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    state TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C",
    rule TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    told TEXT COLLATE "C" NOT NULL,
    capacity TEXT COLLATE "C" NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    started_on TEXT COLLATE "C",
    goals TEXT COLLATE "C" NOT NULL,
    stop_criteria TEXT COLLATE "C" NOT NULL,
    ended_at BIGINT,
    ended_how TEXT COLLATE "C",
    end_reason TEXT COLLATE "C" NOT NULL,
    told_back_on TEXT COLLATE "C",
    told_back_text TEXT COLLATE "C" NOT NULL,
    told_back_channel TEXT COLLATE "C",
    told_back_by TEXT COLLATE "C" NOT NULL,
    told_back_clearance TEXT COLLATE "C" NOT NULL,
    told_back_at BIGINT,
    learnt TEXT COLLATE "C" NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX focus_in_order ON focus (proposed_at, id);
-- A group is proposed for focus, waits for its start or is in focus once at a time.
CREATE UNIQUE INDEX focus_one_open ON focus (group_id) WHERE state IN ('proposed', 'running') OR (state = 'decided' AND verdict = 'open');

-- Every decision stays, a deferral too: who decided what, on which reasons, and whether the clock was kept.
CREATE TABLE focus_decisions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    focus TEXT COLLATE "C" NOT NULL REFERENCES focus (id) ON DELETE CASCADE,
    verdict TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    dissent TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX focus_decisions_in_order ON focus_decisions (focus, decided_at, id);

CREATE TABLE focus_reviews (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    focus TEXT COLLATE "C" NOT NULL REFERENCES focus (id) ON DELETE CASCADE,
    outcome TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    held_by TEXT COLLATE "C" NOT NULL,
    held_at BIGINT NOT NULL
);
CREATE INDEX focus_reviews_in_order ON focus_reviews (focus, held_at, id);

-- No lever without its basis, its decision-maker and its weighing: the columns cannot be empty.
CREATE TABLE levers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    focus TEXT COLLATE "C" REFERENCES focus (id),
    person_code TEXT COLLATE "C" NOT NULL,
    lever TEXT COLLATE "C" NOT NULL,
    basis TEXT COLLATE "C" NOT NULL CHECK (basis <> ''),
    reference TEXT COLLATE "C" NOT NULL CHECK (reference <> ''),
    decider TEXT COLLATE "C" NOT NULL CHECK (decider <> ''),
    decider_role TEXT COLLATE "C" NOT NULL CHECK (decider_role <> ''),
    proportionality TEXT COLLATE "C" NOT NULL CHECK (proportionality <> ''),
    planned_on TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    planned_by TEXT COLLATE "C" NOT NULL,
    planned_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX levers_by_person ON levers (person_code, planned_on, id);
CREATE INDEX levers_by_focus ON levers (focus, person_code, planned_on, id);

-- An offer is never conditional, and a no has no reason: there is no column for either.
CREATE TABLE offers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    focus TEXT COLLATE "C" REFERENCES focus (id),
    person_code TEXT COLLATE "C",
    group_code TEXT COLLATE "C",
    offer TEXT COLLATE "C" NOT NULL,
    need TEXT COLLATE "C" NOT NULL,
    concrete TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (person_code IS NOT NULL OR group_code IS NOT NULL)
);
CREATE INDEX offers_by_person ON offers (person_code, made_at, id);
CREATE INDEX offers_by_focus ON offers (focus, person_code, made_at, id);

-- Pointer and status only. What somebody needs and says stays in the case system.
CREATE TABLE support_contacts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    person_code TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    first_contact_at BIGINT NOT NULL,
    first_meeting_at BIGINT,
    last_check_in_at BIGINT,
    ended_on TEXT COLLATE "C",
    opened_by TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX support_in_order ON support_contacts (person_code, id);

CREATE TABLE support_handlers (
    support TEXT COLLATE "C" NOT NULL REFERENCES support_contacts (id) ON DELETE CASCADE,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (support, account)
);
