-- Clocks that run on things. The label holds codes only, never a person. At most one of a kind runs on a thing at a time.
CREATE TABLE clocks (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    subject TEXT NOT NULL,
    label TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    stopped_at BIGINT
);
CREATE UNIQUE INDEX clocks_one_running ON clocks (kind, subject) WHERE stopped_at IS NULL;
CREATE INDEX clocks_by_due ON clocks (due_at, id) WHERE stopped_at IS NULL;
CREATE INDEX clocks_by_subject ON clocks (subject, due_at, id);
