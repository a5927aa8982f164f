-- Did it help? A plan, sealed before its start; changes to it, each with its reason; and the counts, every table that was ever added.
-- Cities and months: no group and no person stands in these tables.
CREATE TABLE evaluations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'sealed')),
    title TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    sealed_month TEXT COLLATE "C",
    hash TEXT COLLATE "C",
    sealed_by TEXT COLLATE "C",
    sealed_at BIGINT,
    planned_by TEXT COLLATE "C" NOT NULL,
    planned_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    CHECK (state = 'draft' OR (sealed_month IS NOT NULL AND hash IS NOT NULL))
);
CREATE INDEX evaluations_in_order ON evaluations (planned_at, id);

CREATE TABLE evaluation_changes (
    evaluation TEXT COLLATE "C" NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (evaluation, place)
);

CREATE TABLE evaluation_counts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    evaluation TEXT COLLATE "C" NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    outcome TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    counts TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX evaluation_counts_in_order ON evaluation_counts (evaluation, added_at, id);
