-- Review meetings of this authority (its own part and no other), the tasks that follow, the messages that groups were given,
-- and what the keeper of accounts and settings needs.

CREATE TABLE reviews (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    part TEXT NOT NULL,
    state TEXT NOT NULL,
    meets_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    names_persons BIGINT NOT NULL,
    minutes TEXT NOT NULL,
    planned_by TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    held_by TEXT,
    held_at BIGINT,
    closed_by TEXT,
    closed_at BIGINT,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (part <> 'a' OR names_persons = 0)
);
CREATE INDEX reviews_in_order ON reviews (meets_at, id);
CREATE INDEX reviews_by_held ON reviews (held_at, id);

-- Who came, by authority and function. No names.
CREATE TABLE review_attendance (
    review TEXT NOT NULL REFERENCES reviews (id),
    place BIGINT NOT NULL,
    authority TEXT NOT NULL,
    present BIGINT NOT NULL,
    functions TEXT NOT NULL,
    PRIMARY KEY (review, authority)
);

-- The incidents that were gone through. The label is the incident's code.
CREATE TABLE review_incidents (
    review TEXT NOT NULL REFERENCES reviews (id),
    incident TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (review, incident)
);

CREATE TABLE review_decisions (
    id TEXT NOT NULL PRIMARY KEY,
    review TEXT NOT NULL REFERENCES reviews (id),
    about TEXT NOT NULL CHECK (about IN ('meeting', 'group', 'incident')),
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    decision TEXT NOT NULL,
    owner TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    written_by TEXT NOT NULL
);
CREATE INDEX review_decisions_in_order ON review_decisions (review, decided_at, id);

CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    what TEXT NOT NULL,
    review TEXT REFERENCES reviews (id),
    owner_account TEXT REFERENCES accounts (id),
    owner_role TEXT,
    names_persons BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    finished_by TEXT,
    finished_at BIGINT,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((owner_account IS NULL) <> (owner_role IS NULL))
);
CREATE INDEX tasks_by_due ON tasks (state, due_on, id);
CREATE INDEX tasks_by_owner ON tasks (owner_account, state, due_on, id);
CREATE INDEX tasks_by_review ON tasks (review, due_on, id);

-- Which group heard what. The code is the one that all authorities know; the card is there only where the group is mapped.
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    group_code TEXT NOT NULL,
    group_id TEXT REFERENCES groups (id),
    given_on TEXT NOT NULL,
    channel TEXT NOT NULL,
    words_version TEXT NOT NULL,
    messenger TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX messages_by_group ON messages (group_code, given_on, id);
CREATE INDEX messages_in_order ON messages (given_on, id);

-- A first password that somebody else made lets in to change it, and to nothing else.
ALTER TABLE accounts ADD COLUMN one_time BIGINT NOT NULL DEFAULT 0;
-- What the purpose is for, concretely. Purposes of the founding have none.
ALTER TABLE purposes ADD COLUMN reason TEXT NOT NULL DEFAULT '';
