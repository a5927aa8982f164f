-- How many persons this authority may have listed at a time: what the steering group decided and the data protection officer answered.
-- Without an agreed row the house's own limit counts; above three hundred nothing can be written.
CREATE TABLE list_limits (
    id TEXT NOT NULL PRIMARY KEY,
    persons BIGINT NOT NULL CHECK (persons >= 1 AND persons <= 300),
    steering_decision TEXT NOT NULL,
    reasons TEXT NOT NULL,
    until_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'agreed', 'refused')),
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    answered_by TEXT,
    answered_at BIGINT,
    answer_reasons TEXT NOT NULL,
    CHECK (state = 'waiting' OR (answered_by IS NOT NULL AND answered_at IS NOT NULL AND answered_by <> proposed_by))
);
CREATE INDEX list_limits_in_order ON list_limits (proposed_at, id);
