-- Reading the log: by period, by who did what, and only what was refused.

-- The first and the last entry of each day, counted in days since 1970. A period becomes a span of numbers, because the log is paged by
-- number. A clock can be put back, so such a span may hold entries of other days too: the entry's own time decides.
CREATE TABLE ledger_days (
    day BIGINT NOT NULL PRIMARY KEY,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL
);
INSERT INTO ledger_days (day, first_seq, last_seq)
SELECT at / 86400, MIN(seq), MAX(seq) FROM ledger_entries GROUP BY at / 86400;

-- Both in one expression: asked for two columns that each have an index of their own, a planner without statistics takes either of those.
CREATE INDEX ledger_by_actor_and_deed ON ledger_entries ((actor || ' ' || deed), seq);
-- Few entries are refusals: an index of those alone is small, and the many others need not be written into it.
DROP INDEX ledger_refused;
CREATE INDEX ledger_refusals ON ledger_entries (seq) WHERE refused = 1;
