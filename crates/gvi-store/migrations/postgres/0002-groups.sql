-- Groups as this authority maps them: a card, its aliases, and relations to other groups. No person here.
CREATE TABLE groups (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    size_least BIGINT NOT NULL,
    size_most BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    confirmed_at BIGINT NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX groups_in_order ON groups (sort_key, id);
