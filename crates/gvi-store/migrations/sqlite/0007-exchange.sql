-- What left this compartment by decision, what arrived by somebody else's, and waivers of secrecy.

-- A decision to disclose: what, to whom, why, until when. One subject each. The three columns named about_... hold the one
-- label of the subject in the class it belongs to; the other two are empty.
CREATE TABLE disclosures (
    id TEXT NOT NULL PRIMARY KEY,
    envelope TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    person_level BIGINT NOT NULL,
    subject_thing TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    about_coordination TEXT NOT NULL,
    about_identity TEXT NOT NULL,
    about_support TEXT NOT NULL,
    purposes TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    necessity TEXT NOT NULL,
    proportionality TEXT NOT NULL,
    source TEXT NOT NULL,
    assessed_by TEXT NOT NULL,
    confidence TEXT NOT NULL,
    grading TEXT NOT NULL,
    disputes TEXT NOT NULL,
    conditions TEXT NOT NULL,
    as_of TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    said_at BIGINT,
    late_reason TEXT NOT NULL,
    dpo_told BIGINT NOT NULL,
    consent TEXT,
    in_reply_to TEXT,
    corrects TEXT,
    state TEXT NOT NULL CHECK (state IN ('sent', 'corrected', 'recalled', 'expired')),
    state_at BIGINT NOT NULL,
    recall_reason TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX disclosures_in_order ON disclosures (decided_at, id);
CREATE INDEX disclosures_by_end ON disclosures (state, ends_at);
CREATE INDEX disclosures_by_consent ON disclosures (consent);
CREATE INDEX disclosures_by_subject ON disclosures (subject_thing, subject_id);

-- The frozen copy, so that it can be seen later exactly what left.
CREATE TABLE disclosure_fields (
    disclosure TEXT NOT NULL REFERENCES disclosures (id),
    place BIGINT NOT NULL,
    class TEXT NOT NULL,
    field_key TEXT NOT NULL,
    field_value TEXT NOT NULL,
    PRIMARY KEY (disclosure, place)
);

-- A ground with its balancing text (provision is empty), or a harm test of one provision (ground is HARM-TEST).
CREATE TABLE disclosure_grounds (
    disclosure TEXT NOT NULL REFERENCES disclosures (id),
    place BIGINT NOT NULL,
    ground TEXT NOT NULL,
    provision TEXT NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (disclosure, place)
);

CREATE TABLE disclosure_recipients (
    disclosure TEXT NOT NULL REFERENCES disclosures (id),
    authority TEXT NOT NULL,
    function TEXT NOT NULL,
    acknowledged_at BIGINT,
    PRIMARY KEY (disclosure, authority)
);

-- Envelopes that leave, one row for each authority that receives. Sealed bytes only; they go when they have been delivered.
CREATE TABLE envelopes_out (
    envelope TEXT NOT NULL,
    to_authority TEXT NOT NULL,
    bytes BLOB,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'turned-away')),
    written_at BIGINT NOT NULL,
    state_at BIGINT NOT NULL,
    PRIMARY KEY (envelope, to_authority)
);
CREATE INDEX envelopes_waiting ON envelopes_out (state, written_at, envelope, to_authority);

-- Every envelope that was taken in, of whatever kind: an envelope is taken in once, however often its bytes arrive.
CREATE TABLE receipts (
    envelope TEXT NOT NULL PRIMARY KEY,
    from_authority TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX receipts_by_about ON receipts (about, act);

-- Snapshots that others disclosed to this authority. After a recall or the end only the line is left: everything that tells
-- what it was about is emptied.
CREATE TABLE received (
    envelope TEXT NOT NULL PRIMARY KEY,
    from_authority TEXT NOT NULL,
    function TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    person_level BIGINT NOT NULL,
    subject TEXT NOT NULL,
    about_coordination TEXT NOT NULL,
    about_identity TEXT NOT NULL,
    about_support TEXT NOT NULL,
    purposes TEXT NOT NULL,
    source TEXT NOT NULL,
    assessed_by TEXT NOT NULL,
    confidence TEXT NOT NULL,
    grading TEXT NOT NULL,
    disputes TEXT NOT NULL,
    conditions TEXT NOT NULL,
    as_of TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    in_reply_to TEXT,
    state TEXT NOT NULL CHECK (state IN ('current', 'corrected', 'recalled', 'expired')),
    state_at BIGINT NOT NULL,
    replaced_by TEXT,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX received_in_order ON received (received_at, envelope);
CREATE INDEX received_by_kind ON received (kind, state);
CREATE INDEX received_by_reply ON received (in_reply_to);
CREATE INDEX received_by_end ON received (state, ends_at);

CREATE TABLE received_fields (
    envelope TEXT NOT NULL REFERENCES received (envelope),
    place BIGINT NOT NULL,
    class TEXT NOT NULL,
    field_key TEXT NOT NULL,
    field_value TEXT NOT NULL,
    PRIMARY KEY (envelope, place)
);

CREATE TABLE received_grounds (
    envelope TEXT NOT NULL REFERENCES received (envelope),
    place BIGINT NOT NULL,
    ground TEXT NOT NULL,
    provision TEXT NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (envelope, place)
);

-- Waivers: whose, to whom, what, what for, until when. Lists of codes are written with a space between them.
CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    given_by TEXT NOT NULL,
    maturity_reason TEXT NOT NULL,
    recipients TEXT NOT NULL,
    categories TEXT NOT NULL,
    purposes TEXT NOT NULL,
    method TEXT NOT NULL,
    witness TEXT NOT NULL,
    given_on TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    withdrawn_on TEXT,
    withdrawn_by TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX consents_in_order ON consents (person, id);
