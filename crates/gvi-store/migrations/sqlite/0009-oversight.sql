-- Watching over the log: where the tree stood at each checkpoint, and what a witness would not put its name to.

-- The right edge of the tree at the size of a checkpoint: with it a proof of growth reads only the rows since.
CREATE TABLE ledger_frontiers (
    size BIGINT NOT NULL PRIMARY KEY,
    frontier BLOB NOT NULL
);

-- A checkpoint of a neighbour that this compartment refused to co-sign, beside the one it had seen before: evidence, kept whole.
CREATE TABLE witness_alarms (
    origin TEXT NOT NULL,
    size BIGINT NOT NULL,
    reason TEXT NOT NULL,
    seen_note TEXT NOT NULL,
    given_note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (origin, size, reason)
);

-- Log entries by what was done and to which kind of thing, for the auditor's filters.
CREATE INDEX ledger_by_deed ON ledger_entries (deed, seq);
CREATE INDEX ledger_by_thing ON ledger_entries (thing, seq);
CREATE INDEX ledger_refused ON ledger_entries (refused, seq);
