-- The voice of the community: speakers with their own data by consent, what they take part in, and the networks behind them.
CREATE TABLE networks (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    voice TEXT NOT NULL,
    last_met_on TEXT,
    added_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX networks_in_order ON networks (sort_key, id);

CREATE TABLE network_meetings (
    network TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
    met_on TEXT NOT NULL,
    PRIMARY KEY (network, met_on)
);

-- Everything here is the speaker's own and goes with the consent. Whether the police see a hindrance is a yes or a no and a day.
CREATE TABLE speakers (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    voice TEXT NOT NULL,
    contact TEXT NOT NULL,
    network TEXT REFERENCES networks (id),
    vetting TEXT NOT NULL,
    vetting_on TEXT,
    prepared_on TEXT,
    needs_protection BIGINT NOT NULL CHECK (needs_protection IN (0, 1)),
    consented_on TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    expires_on TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX speakers_in_order ON speakers (sort_key, id);

CREATE TABLE speaker_engagements (
    id TEXT NOT NULL PRIMARY KEY,
    speaker TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    on_day TEXT NOT NULL,
    event TEXT NOT NULL,
    done BIGINT NOT NULL CHECK (done IN (0, 1)),
    debriefed_on TEXT
);
CREATE INDEX engagements_by_speaker ON speaker_engagements (speaker, on_day, id);
