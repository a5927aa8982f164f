-- Groups as this authority maps them: a card, its aliases, and relations to other groups. No person here.
CREATE TABLE groups (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    size_least BIGINT NOT NULL,
    size_most BIGINT NOT NULL,
    status TEXT NOT NULL,
    note TEXT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX groups_in_order ON groups (sort_key, id);
