-- Persons of the own compartment, their memberships in groups, other names of groups, relations between groups.

-- expires_on is computed and can only be shortened by hand; law_max_on is the law's own limit, five years after the year of the
-- first entry at most. Neither can be set a hundred years ahead.
CREATE TABLE persons (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    search_key TEXT COLLATE "C" NOT NULL,
    born_year BIGINT NOT NULL,
    born_on TEXT COLLATE "C",
    why_here TEXT COLLATE "C" NOT NULL,
    suspicion TEXT COLLATE "C" NOT NULL,
    protected BIGINT NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_on TEXT COLLATE "C" NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    law_max_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (expires_on <= law_max_on),
    CHECK (CAST(substr(law_max_on, 1, 4) AS BIGINT) <= CAST(substr(added_on, 1, 4) AS BIGINT) + 5)
);
CREATE INDEX persons_in_order ON persons (sort_key, id);
CREATE INDEX persons_by_end ON persons (expires_on);

CREATE TABLE person_contacts (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    dialled TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person_id, place)
);

-- Who may find a person with protected identity. Nobody else learns that there is one.
CREATE TABLE person_handlers (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (person_id, account)
);

-- A membership holds one unbroken time of being listed: from listed_from to listed_until, or to the day before left_on.
CREATE TABLE memberships (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    role TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    necessity TEXT COLLATE "C" NOT NULL,
    needed_by TEXT COLLATE "C" NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_unit TEXT COLLATE "C" NOT NULL,
    proposed_on TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_on TEXT COLLATE "C",
    listed_from TEXT COLLATE "C",
    listed_until TEXT COLLATE "C",
    left_on TEXT COLLATE "C",
    contested_on TEXT COLLATE "C",
    outcome TEXT COLLATE "C" NOT NULL,
    notice TEXT COLLATE "C",
    notice_reason TEXT COLLATE "C" NOT NULL,
    notice_on TEXT COLLATE "C",
    best_interest TEXT COLLATE "C" NOT NULL,
    added_on TEXT COLLATE "C" NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (CAST(substr(expires_on, 1, 4) AS BIGINT) <= CAST(substr(added_on, 1, 4) AS BIGINT) + 6)
);
CREATE INDEX memberships_by_group ON memberships (group_id, listed_from);
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_state ON memberships (state, listed_until);
-- One person has at most one living proposal or listing in a group.
CREATE UNIQUE INDEX memberships_alive ON memberships (person_id, group_id) WHERE state IN ('proposed', 'confirmed', 'renewal-proposed', 'contested');

-- Evidence ends with its membership. There is no column for a weight or a number of points.
CREATE TABLE membership_evidence (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    membership_id TEXT COLLATE "C" NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    dated TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    conduct BIGINT NOT NULL,
    bearing TEXT COLLATE "C" NOT NULL,
    source_grade TEXT COLLATE "C" NOT NULL,
    information_grade TEXT COLLATE "C" NOT NULL,
    tells TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_on TEXT COLLATE "C" NOT NULL,
    voided_on TEXT COLLATE "C",
    voided_why TEXT COLLATE "C" NOT NULL
);
CREATE INDEX evidence_by_membership ON membership_evidence (membership_id, dated);

CREATE TABLE group_aliases (
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    alias TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, alias)
);

CREATE TABLE group_relations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_group TEXT COLLATE "C" NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    to_group TEXT COLLATE "C" NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    intensity TEXT COLLATE "C" NOT NULL,
    since_on TEXT COLLATE "C" NOT NULL,
    until_on TEXT COLLATE "C",
    source_grade TEXT COLLATE "C" NOT NULL,
    information_grade TEXT COLLATE "C" NOT NULL,
    set_off_by TEXT COLLATE "C" NOT NULL,
    confirmed_on TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_on TEXT COLLATE "C" NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX relations_by_from ON group_relations (from_group, since_on);
CREATE INDEX relations_by_to ON group_relations (to_group, since_on);
