-- What left this compartment by decision, what arrived by somebody else's, and waivers of secrecy.

-- A decision to disclose: what, to whom, why, until when. One subject each. The three columns named about_... hold the one
-- label of the subject in the class it belongs to; the other two are empty.
CREATE TABLE disclosures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    envelope TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    person_level BIGINT NOT NULL,
    subject_thing TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    about_coordination TEXT COLLATE "C" NOT NULL,
    about_identity TEXT COLLATE "C" NOT NULL,
    about_support TEXT COLLATE "C" NOT NULL,
    purposes TEXT COLLATE "C" NOT NULL,
    legal_basis TEXT COLLATE "C" NOT NULL,
    necessity TEXT COLLATE "C" NOT NULL,
    proportionality TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    assessed_by TEXT COLLATE "C" NOT NULL,
    confidence TEXT COLLATE "C" NOT NULL,
    grading TEXT COLLATE "C" NOT NULL,
    disputes TEXT COLLATE "C" NOT NULL,
    conditions TEXT COLLATE "C" NOT NULL,
    as_of TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    ends_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    said_at BIGINT,
    late_reason TEXT COLLATE "C" NOT NULL,
    dpo_told BIGINT NOT NULL,
    consent TEXT COLLATE "C",
    in_reply_to TEXT COLLATE "C",
    corrects TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('sent', 'corrected', 'recalled', 'expired')),
    state_at BIGINT NOT NULL,
    recall_reason TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX disclosures_in_order ON disclosures (decided_at, id);
CREATE INDEX disclosures_by_end ON disclosures (state, ends_at);
CREATE INDEX disclosures_by_consent ON disclosures (consent);
CREATE INDEX disclosures_by_subject ON disclosures (subject_thing, subject_id);

-- The frozen copy, so that it can be seen later exactly what left.
CREATE TABLE disclosure_fields (
    disclosure TEXT COLLATE "C" NOT NULL REFERENCES disclosures (id),
    place BIGINT NOT NULL,
    class TEXT COLLATE "C" NOT NULL,
    field_key TEXT COLLATE "C" NOT NULL,
    field_value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (disclosure, place)
);

-- A ground with its balancing text (provision is empty), or a harm test of one provision (ground is HARM-TEST).
CREATE TABLE disclosure_grounds (
    disclosure TEXT COLLATE "C" NOT NULL REFERENCES disclosures (id),
    place BIGINT NOT NULL,
    ground TEXT COLLATE "C" NOT NULL,
    provision TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (disclosure, place)
);

CREATE TABLE disclosure_recipients (
    disclosure TEXT COLLATE "C" NOT NULL REFERENCES disclosures (id),
    authority TEXT COLLATE "C" NOT NULL,
    function TEXT COLLATE "C" NOT NULL,
    acknowledged_at BIGINT,
    PRIMARY KEY (disclosure, authority)
);

-- Envelopes that leave, one row for each authority that receives. Sealed bytes only; they go when they have been delivered.
CREATE TABLE envelopes_out (
    envelope TEXT COLLATE "C" NOT NULL,
    to_authority TEXT COLLATE "C" NOT NULL,
    bytes BYTEA,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'delivered', 'turned-away')),
    written_at BIGINT NOT NULL,
    state_at BIGINT NOT NULL,
    PRIMARY KEY (envelope, to_authority)
);
CREATE INDEX envelopes_waiting ON envelopes_out (state, written_at, envelope, to_authority);

-- Every envelope that was taken in, of whatever kind: an envelope is taken in once, however often its bytes arrive.
CREATE TABLE receipts (
    envelope TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_authority TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    about TEXT COLLATE "C",
    at BIGINT NOT NULL
);
CREATE INDEX receipts_by_about ON receipts (about, act);

-- Snapshots that others disclosed to this authority. After a recall or the end only the line is left: everything that tells
-- what it was about is emptied.
CREATE TABLE received (
    envelope TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_authority TEXT COLLATE "C" NOT NULL,
    function TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    person_level BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    about_coordination TEXT COLLATE "C" NOT NULL,
    about_identity TEXT COLLATE "C" NOT NULL,
    about_support TEXT COLLATE "C" NOT NULL,
    purposes TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    assessed_by TEXT COLLATE "C" NOT NULL,
    confidence TEXT COLLATE "C" NOT NULL,
    grading TEXT COLLATE "C" NOT NULL,
    disputes TEXT COLLATE "C" NOT NULL,
    conditions TEXT COLLATE "C" NOT NULL,
    as_of TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    ends_at BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    in_reply_to TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('current', 'corrected', 'recalled', 'expired')),
    state_at BIGINT NOT NULL,
    replaced_by TEXT COLLATE "C",
    acknowledged_at BIGINT,
    acknowledged_by TEXT COLLATE "C",
    version BIGINT NOT NULL
);
CREATE INDEX received_in_order ON received (received_at, envelope);
CREATE INDEX received_by_kind ON received (kind, state);
CREATE INDEX received_by_reply ON received (in_reply_to);
CREATE INDEX received_by_end ON received (state, ends_at);

CREATE TABLE received_fields (
    envelope TEXT COLLATE "C" NOT NULL REFERENCES received (envelope),
    place BIGINT NOT NULL,
    class TEXT COLLATE "C" NOT NULL,
    field_key TEXT COLLATE "C" NOT NULL,
    field_value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (envelope, place)
);

CREATE TABLE received_grounds (
    envelope TEXT COLLATE "C" NOT NULL REFERENCES received (envelope),
    place BIGINT NOT NULL,
    ground TEXT COLLATE "C" NOT NULL,
    provision TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (envelope, place)
);

-- Waivers: whose, to whom, what, what for, until when. Lists of codes are written with a space between them.
CREATE TABLE consents (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL,
    given_by TEXT COLLATE "C" NOT NULL,
    maturity_reason TEXT COLLATE "C" NOT NULL,
    recipients TEXT COLLATE "C" NOT NULL,
    categories TEXT COLLATE "C" NOT NULL,
    purposes TEXT COLLATE "C" NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    witness TEXT COLLATE "C" NOT NULL,
    given_on TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    withdrawn_on TEXT COLLATE "C",
    withdrawn_by TEXT COLLATE "C",
    version BIGINT NOT NULL
);
CREATE INDEX consents_in_order ON consents (person, id);
