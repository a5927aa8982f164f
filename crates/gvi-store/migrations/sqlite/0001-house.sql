-- The house itself: who works here, for which purposes, the sessions, and the log.

-- One row: what this compartment is.
CREATE TABLE compartment (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    authority TEXT NOT NULL,
    kind TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    site_name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('demo', 'practice', 'production')),
    signing_seed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- The other authorities of the site: name and public keys, nothing else. Common knowledge.
CREATE TABLE neighbours (
    authority TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    envelope_key BLOB NOT NULL,
    log_key TEXT NOT NULL,
    witness_key TEXT NOT NULL
);

-- Settings of the site that this authority holds, for example the limits of the clocks in hours.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    setting TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE purposes (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    approved_by TEXT NOT NULL
);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    unit TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    totp_secret BLOB NOT NULL,
    totp_last_step BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    locked_until BIGINT,
    trained_until TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    is_demo BIGINT NOT NULL,
    language TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE account_roles (
    account TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    PRIMARY KEY (account, role)
);

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    purpose TEXT REFERENCES purposes (id),
    assurance BIGINT NOT NULL,
    csrf TEXT NOT NULL,
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
    frontier BLOB NOT NULL
);

-- payload and salt can be erased; commitment and leaf stay, and the tree still verifies.
CREATE TABLE ledger_entries (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    deed TEXT NOT NULL,
    thing TEXT NOT NULL,
    subject TEXT,
    refused BIGINT NOT NULL,
    payload BLOB,
    salt BLOB,
    commitment BLOB NOT NULL
);
CREATE INDEX ledger_by_subject ON ledger_entries (subject, seq);
CREATE INDEX ledger_by_actor ON ledger_entries (actor, seq);

CREATE TABLE ledger_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- What this compartment, as a witness, last saw of each neighbour's log.
CREATE TABLE witnessed (
    origin TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
