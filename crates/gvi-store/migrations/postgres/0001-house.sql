-- The house itself: who works here, for which purposes, the sessions, and the log.

-- One row: what this compartment is.
CREATE TABLE compartment (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    authority TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    name_sv TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    site_name TEXT COLLATE "C" NOT NULL,
    time_zone TEXT COLLATE "C" NOT NULL,
    jurisdiction TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('demo', 'practice', 'production')),
    signing_seed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- The other authorities of the site: name and public keys, nothing else. Common knowledge.
CREATE TABLE neighbours (
    authority TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    name_sv TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    envelope_key BYTEA NOT NULL,
    log_key TEXT COLLATE "C" NOT NULL,
    witness_key TEXT COLLATE "C" NOT NULL
);

-- Settings of the site that this authority holds, for example the limits of the clocks in hours.
CREATE TABLE settings (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    setting TEXT COLLATE "C" NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE purposes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL,
    name_sv TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    legal_basis TEXT COLLATE "C" NOT NULL,
    from_date TEXT COLLATE "C" NOT NULL,
    until_date TEXT COLLATE "C" NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL
);

CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_name TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    totp_secret BYTEA NOT NULL,
    totp_last_step BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    locked_until BIGINT,
    trained_until TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    is_demo BIGINT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE account_roles (
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    role TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, role)
);

CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    purpose TEXT COLLATE "C" REFERENCES purposes (id),
    assurance BIGINT NOT NULL,
    csrf TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);

-- How many entries there are, and how many a signed checkpoint covers, with the right edge of the tree at that size.
CREATE TABLE ledger_state (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    size BIGINT NOT NULL,
    checkpoint_size BIGINT NOT NULL,
    frontier BYTEA NOT NULL
);

-- payload and salt can be erased; commitment and leaf stay, and the tree still verifies.
CREATE TABLE ledger_entries (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    deed TEXT COLLATE "C" NOT NULL,
    thing TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C",
    refused BIGINT NOT NULL,
    payload BYTEA,
    salt BYTEA,
    commitment BYTEA NOT NULL
);
CREATE INDEX ledger_by_subject ON ledger_entries (subject, seq);
CREATE INDEX ledger_by_actor ON ledger_entries (actor, seq);

CREATE TABLE ledger_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);

-- What this compartment, as a witness, last saw of each neighbour's log.
CREATE TABLE witnessed (
    origin TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
