-- Custom notifications: the versions of the words, rounds, and whom the police seek out. What social services and probation do beside it
-- stands in their own compartments; nothing here points there.

CREATE TABLE wordings (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    words TEXT COLLATE "C" NOT NULL CHECK (words <> ''),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'approved', 'withdrawn')),
    valid_to TEXT COLLATE "C" NOT NULL,
    written_by TEXT COLLATE "C" NOT NULL,
    written_at BIGINT NOT NULL,
    approved_by TEXT COLLATE "C",
    approved_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (kind, language, number),
    CHECK (state <> 'approved' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_by <> written_by))
);

ALTER TABLE messages ADD COLUMN wording TEXT COLLATE "C" REFERENCES wordings (id);

CREATE TABLE rounds (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    aim TEXT COLLATE "C" NOT NULL,
    target BIGINT NOT NULL CHECK (target >= 1),
    planned_by TEXT COLLATE "C" NOT NULL,
    planned_at BIGINT NOT NULL
);
CREATE INDEX rounds_in_order ON rounds (from_on, id);

CREATE TABLE notifications (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    person_code TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    reason TEXT COLLATE "C" NOT NULL,
    trigger_kind TEXT COLLATE "C" NOT NULL,
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    wording TEXT COLLATE "C" NOT NULL REFERENCES wordings (id),
    letter TEXT COLLATE "C" REFERENCES wordings (id),
    round TEXT COLLATE "C" REFERENCES rounds (id),
    state TEXT COLLATE "C" NOT NULL,
    tries BIGINT NOT NULL,
    visit_at BIGINT,
    delivered_at BIGINT,
    followed_at BIGINT,
    end_reason TEXT COLLATE "C" NOT NULL,
    requested_by TEXT COLLATE "C" NOT NULL,
    requested_at BIGINT NOT NULL,
    cleared_by TEXT COLLATE "C",
    cleared_at BIGINT,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX notifications_in_order ON notifications (requested_at, id);
CREATE INDEX notifications_by_person ON notifications (person_code, requested_at, id);
CREATE INDEX notifications_by_round ON notifications (round, id);

CREATE TABLE notification_team (
    notification TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (notification, account)
);

-- The reason of a stop is read by nobody but whoever wrote it.
CREATE TABLE notification_answers (
    notification TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    question TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL CHECK (answer IN ('go', 'stop')),
    reason TEXT COLLATE "C" NOT NULL,
    answered_by TEXT COLLATE "C" NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (notification, question)
);

-- Each question to another authority is a disclosure of its own. What they answer stands with what was received, and nowhere else.
CREATE TABLE notification_questions (
    notification TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    disclosure TEXT COLLATE "C" NOT NULL,
    authority TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    talk TEXT COLLATE "C" NOT NULL,
    talked_by TEXT COLLATE "C",
    talked_at BIGINT,
    PRIMARY KEY (notification, disclosure)
);

CREATE TABLE notification_attempts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    notification TEXT COLLATE "C" NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    place TEXT COLLATE "C" NOT NULL CHECK (place <> 'school'),
    outcome TEXT COLLATE "C" NOT NULL,
    receiver TEXT COLLATE "C" NOT NULL,
    wording TEXT COLLATE "C" REFERENCES wordings (id),
    letter TEXT COLLATE "C" REFERENCES wordings (id),
    offer BIGINT NOT NULL CHECK (offer IN (0, 1)),
    reaction TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    reported_by TEXT COLLATE "C" NOT NULL,
    reported_at BIGINT NOT NULL
);
CREATE INDEX notification_attempts_in_order ON notification_attempts (notification, at, id);

-- What is left when the visits are erased: how many, by day, group and round. A person is not in it, and one with protected identity was
-- never counted.
CREATE TABLE attempt_tallies (
    day TEXT COLLATE "C" NOT NULL,
    group_code TEXT COLLATE "C" NOT NULL,
    round TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    contacted BIGINT NOT NULL,
    contacted_listed BIGINT NOT NULL,
    PRIMARY KEY (day, group_code, round, outcome)
);

-- Telling back: which secrecy was tried, and on which day somebody cleared it.
ALTER TABLE focus ADD COLUMN told_back_cleared_on TEXT COLLATE "C";
