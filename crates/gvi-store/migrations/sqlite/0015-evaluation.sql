-- Did it help? A plan, sealed before its start; changes to it, each with its reason; and the counts, every table that was ever added.
-- Cities and months: no group and no person stands in these tables.
CREATE TABLE evaluations (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sealed')),
    title TEXT NOT NULL,
    plan TEXT NOT NULL,
    sealed_month TEXT,
    hash TEXT,
    sealed_by TEXT,
    sealed_at BIGINT,
    planned_by TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (state = 'draft' OR (sealed_month IS NOT NULL AND hash IS NOT NULL))
);
CREATE INDEX evaluations_in_order ON evaluations (planned_at, id);

CREATE TABLE evaluation_changes (
    evaluation TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    month TEXT NOT NULL,
    reason TEXT NOT NULL,
    plan TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (evaluation, place)
);

CREATE TABLE evaluation_counts (
    id TEXT NOT NULL PRIMARY KEY,
    evaluation TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    source TEXT NOT NULL,
    counts TEXT NOT NULL,
    hash TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX evaluation_counts_in_order ON evaluation_counts (evaluation, added_at, id);
