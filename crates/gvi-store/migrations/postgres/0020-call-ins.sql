-- Call-ins: three records of three authorities. The shell stands at whoever coordinates and holds no person; the guests at the police;
-- summonses and the door at probation. Between them pass envelopes only, so no table here points from one into another.
CREATE TABLE call_ins (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('planned', 'invitees-locked', 'rehearsed', 'go', 'no-go', 'held', 'debriefed', 'reviewed', 'called-off')),
    meets_at BIGINT NOT NULL,
    meets_on TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL,
    venue TEXT COLLATE "C" NOT NULL,
    venue_checks TEXT COLLATE "C" NOT NULL,
    seats BIGINT NOT NULL,
    cost BIGINT,
    locked_by TEXT COLLATE "C",
    locked_at BIGINT,
    rehearsed_on TEXT COLLATE "C",
    rehearsal TEXT COLLATE "C" NOT NULL,
    verdict_by TEXT COLLATE "C",
    verdict_at BIGINT,
    held_at BIGINT,
    meeting TEXT COLLATE "C" NOT NULL,
    debriefed_at BIGINT,
    debrief TEXT COLLATE "C" NOT NULL,
    reviewed_at BIGINT,
    review TEXT COLLATE "C" NOT NULL,
    off_reason TEXT COLLATE "C" NOT NULL,
    planned_by TEXT COLLATE "C" NOT NULL,
    planned_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (state IN ('planned', 'called-off') OR (locked_by IS NOT NULL AND locked_at IS NOT NULL)),
    CHECK (state IN ('planned', 'invitees-locked', 'called-off') OR (rehearsed_on IS NOT NULL AND rehearsal <> '')),
    CHECK (state IN ('planned', 'invitees-locked', 'rehearsed', 'called-off') OR (verdict_by IS NOT NULL AND verdict_at IS NOT NULL)),
    CHECK (state IN ('planned', 'invitees-locked', 'rehearsed', 'go', 'no-go', 'called-off') OR (held_at IS NOT NULL AND meeting <> '')),
    CHECK (state IN ('planned', 'invitees-locked', 'rehearsed', 'go', 'no-go', 'held', 'called-off') OR (debriefed_at IS NOT NULL AND debrief <> '')),
    CHECK (state <> 'reviewed' OR (reviewed_at IS NOT NULL AND review <> '')),
    CHECK (state <> 'called-off' OR off_reason <> '')
);
CREATE INDEX call_ins_in_order ON call_ins (meets_at, id);

CREATE TABLE call_in_groups (
    call_in TEXT COLLATE "C" NOT NULL REFERENCES call_ins (id) ON DELETE CASCADE,
    group_code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (call_in, group_code)
);

CREATE TABLE call_in_items (
    call_in TEXT COLLATE "C" NOT NULL REFERENCES call_ins (id) ON DELETE CASCADE,
    item_key TEXT COLLATE "C" NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    moved BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'not-possible')),
    reason TEXT COLLATE "C" NOT NULL,
    closed_by TEXT COLLATE "C",
    closed_at BIGINT,
    expires_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (call_in, item_key),
    CHECK (state = 'open' OR (closed_by IS NOT NULL AND closed_at IS NOT NULL)),
    CHECK (state <> 'not-possible' OR reason <> '')
);

CREATE TABLE call_in_plans (
    call_in TEXT COLLATE "C" NOT NULL REFERENCES call_ins (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('safety', 'press', 'seating', 'transport', 'interpreters')),
    words TEXT COLLATE "C" NOT NULL,
    written_by TEXT COLLATE "C" NOT NULL,
    written_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (call_in, kind)
);

CREATE TABLE call_in_speeches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    call_in TEXT COLLATE "C" NOT NULL REFERENCES call_ins (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    speaker TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL,
    words_version TEXT COLLATE "C" NOT NULL,
    about TEXT COLLATE "C" NOT NULL,
    written_by TEXT COLLATE "C" NOT NULL,
    written_at BIGINT NOT NULL,
    approved_by TEXT COLLATE "C",
    approved_at BIGINT,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (approved_by IS NULL OR approved_by <> written_by)
);
CREATE INDEX call_in_speeches_in_order ON call_in_speeches (call_in, place, id);

-- The police's list for one call-in, known by its code: whether it stands, and whether the meeting is held.
CREATE TABLE guest_lists (
    call_in TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    meets_on TEXT COLLATE "C" NOT NULL,
    locked_by TEXT COLLATE "C",
    locked_at BIGINT,
    verdict TEXT COLLATE "C" CHECK (verdict IN ('go', 'no-go')),
    verdict_reasons TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (verdict IS NULL OR (decided_by IS NOT NULL AND decided_at IS NOT NULL AND verdict_reasons <> ''))
);

CREATE TABLE guests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    call_in TEXT COLLATE "C" NOT NULL,
    meets_on TEXT COLLATE "C" NOT NULL,
    membership TEXT COLLATE "C" NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
    reason TEXT COLLATE "C" NOT NULL,
    supervision TEXT COLLATE "C" NOT NULL CHECK (supervision IN ('unknown', 'under', 'not')),
    supervision_source TEXT COLLATE "C" NOT NULL,
    supervision_envelope TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'withdrawn')),
    withdrawn_reason TEXT COLLATE "C" NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (state <> 'withdrawn' OR withdrawn_reason <> '')
);
CREATE INDEX guests_of_a_call_in ON guests (call_in, membership);
CREATE INDEX guests_by_membership ON guests (membership);

CREATE TABLE summonses (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    call_in TEXT COLLATE "C" NOT NULL,
    meets_on TEXT COLLATE "C" NOT NULL,
    group_code TEXT COLLATE "C",
    person TEXT COLLATE "C" REFERENCES persons (id) ON DELETE CASCADE,
    told_by TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('planned', 'sent', 'served', 'excused')),
    sent_on TEXT COLLATE "C",
    served_on TEXT COLLATE "C",
    served_how TEXT COLLATE "C" CHECK (served_how IN ('in-person', 'post', 'telephone', 'counsel')),
    proof TEXT COLLATE "C" NOT NULL,
    excused_reason TEXT COLLATE "C" NOT NULL,
    contacted_on TEXT COLLATE "C",
    contacted_how TEXT COLLATE "C" CHECK (contacted_how IN ('meeting', 'telephone', 'visit', 'not-reached')),
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (person IS NOT NULL OR told_by IS NOT NULL),
    CHECK (state IN ('planned', 'excused') OR sent_on IS NOT NULL),
    CHECK (state <> 'served' OR (served_on IS NOT NULL AND served_how IS NOT NULL AND proof <> '')),
    CHECK (state <> 'excused' OR excused_reason <> '')
);
CREATE INDEX summonses_of_a_call_in ON summonses (call_in, id);
CREATE INDEX summonses_by_person ON summonses (person);

-- Marks at the door. The id is minted where the mark is made, so that one that is sent twice after a lost connection is one mark.
CREATE TABLE door_marks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    summons TEXT COLLATE "C" NOT NULL REFERENCES summonses (id) ON DELETE CASCADE,
    mark TEXT COLLATE "C" NOT NULL CHECK (mark IN ('came', 'late', 'left', 'absent')),
    reason TEXT COLLATE "C" CHECK (reason IN ('not-said', 'ill', 'afraid', 'work-or-family', 'in-custody', 'not-reached')),
    marked_at BIGINT NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX door_marks_of_a_summons ON door_marks (summons, marked_at, id);
