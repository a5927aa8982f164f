-- What a measure said when its time was over and settled: written once by the house and never changed, whatever is put right or erased
-- later. Counted for nobody in particular; numbers only, and no person stands in this table.
CREATE TABLE frozen_figures (
    measure TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    part BIGINT,
    whole BIGINT,
    unknown_cases BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    definitions BIGINT NOT NULL,
    frozen_at BIGINT NOT NULL,
    PRIMARY KEY (month, measure, place)
);

-- How many records of a kind were erased, by the month of their last day: a number, and nothing of what was erased. Protected identities
-- are in no number.
CREATE TABLE erasures (
    thing TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    erased BIGINT NOT NULL,
    PRIMARY KEY (thing, month)
);

-- Every time that somebody said a listing is wrong, and when that was answered. A membership forgets a dispute that was settled; of those
-- from before, only what still stands there is known.
CREATE TABLE corrections (
    membership_id TEXT COLLATE "C" NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
    asked_on TEXT COLLATE "C" NOT NULL,
    answered_on TEXT COLLATE "C",
    PRIMARY KEY (membership_id, asked_on)
);
CREATE INDEX corrections_by_day ON corrections (asked_on, membership_id);
INSERT INTO corrections (membership_id, asked_on, answered_on)
SELECT id, contested_on, CASE WHEN state IN ('contested', 'renewal-proposed') THEN NULL ELSE COALESCE(left_on, listed_until) END
FROM memberships WHERE contested_on IS NOT NULL;

-- Suspects of the incidents that were reviewed in a year are counted by age.
CREATE INDEX incidents_by_review ON incidents (reviewed_at, id);
