-- Custom notifications: the versions of the words, rounds, and whom the police seek out. What social services and probation do beside it
-- stands in their own compartments; nothing here points there.

CREATE TABLE wordings (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    words TEXT NOT NULL CHECK (words <> ''),
    state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'withdrawn')),
    valid_to TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (kind, language, number),
    CHECK (state <> 'approved' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_by <> written_by))
);

ALTER TABLE messages ADD COLUMN wording TEXT REFERENCES wordings (id);

CREATE TABLE rounds (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    aim TEXT NOT NULL,
    target BIGINT NOT NULL CHECK (target >= 1),
    planned_by TEXT NOT NULL,
    planned_at BIGINT NOT NULL
);
CREATE INDEX rounds_in_order ON rounds (from_on, id);

CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    person_code TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES groups (id),
    reason TEXT NOT NULL,
    trigger_kind TEXT NOT NULL,
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    wording TEXT NOT NULL REFERENCES wordings (id),
    letter TEXT REFERENCES wordings (id),
    round TEXT REFERENCES rounds (id),
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    visit_at BIGINT,
    delivered_at BIGINT,
    followed_at BIGINT,
    end_reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    cleared_by TEXT,
    cleared_at BIGINT,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX notifications_in_order ON notifications (requested_at, id);
CREATE INDEX notifications_by_person ON notifications (person_code, requested_at, id);
CREATE INDEX notifications_by_round ON notifications (round, id);

CREATE TABLE notification_team (
    notification TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (notification, account)
);

-- The reason of a stop is read by nobody but whoever wrote it.
CREATE TABLE notification_answers (
    notification TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('go', 'stop')),
    reason TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (notification, question)
);

-- Each question to another authority is a disclosure of its own. What they answer stands with what was received, and nowhere else.
CREATE TABLE notification_questions (
    notification TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    disclosure TEXT NOT NULL,
    authority TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    talk TEXT NOT NULL,
    talked_by TEXT,
    talked_at BIGINT,
    PRIMARY KEY (notification, disclosure)
);

CREATE TABLE notification_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    notification TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    place TEXT NOT NULL CHECK (place <> 'school'),
    outcome TEXT NOT NULL,
    receiver TEXT NOT NULL,
    wording TEXT REFERENCES wordings (id),
    letter TEXT REFERENCES wordings (id),
    offer BIGINT NOT NULL CHECK (offer IN (0, 1)),
    reaction TEXT NOT NULL,
    note TEXT NOT NULL,
    reported_by TEXT NOT NULL,
    reported_at BIGINT NOT NULL
);
CREATE INDEX notification_attempts_in_order ON notification_attempts (notification, at, id);

-- What is left when the visits are erased: how many, by day, group and round. A person is not in it, and one with protected identity was
-- never counted.
CREATE TABLE attempt_tallies (
    day TEXT NOT NULL,
    group_code TEXT NOT NULL,
    round TEXT NOT NULL,
    outcome TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    contacted BIGINT NOT NULL,
    contacted_listed BIGINT NOT NULL,
    PRIMARY KEY (day, group_code, round, outcome)
);

-- Telling back: which secrecy was tried, and on which day somebody cleared it.
ALTER TABLE focus ADD COLUMN told_back_cleared_on TEXT;
