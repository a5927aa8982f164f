-- The voice of the community: speakers with their own data by consent, what they take part in, and the networks behind them.
CREATE TABLE networks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    voice TEXT COLLATE "C" NOT NULL,
    last_met_on TEXT COLLATE "C",
    added_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX networks_in_order ON networks (sort_key, id);

CREATE TABLE network_meetings (
    network TEXT COLLATE "C" NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
    met_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (network, met_on)
);

-- Everything here is the speaker's own and goes with the consent. Whether the police see a hindrance is a yes or a no and a day.
CREATE TABLE speakers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    voice TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    network TEXT COLLATE "C" REFERENCES networks (id),
    vetting TEXT COLLATE "C" NOT NULL,
    vetting_on TEXT COLLATE "C",
    prepared_on TEXT COLLATE "C",
    needs_protection BIGINT NOT NULL CHECK (needs_protection IN (0, 1)),
    consented_on TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX speakers_in_order ON speakers (sort_key, id);

CREATE TABLE speaker_engagements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    speaker TEXT COLLATE "C" NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
    on_day TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL CHECK (done IN (0, 1)),
    debriefed_on TEXT COLLATE "C"
);
CREATE INDEX engagements_by_speaker ON speaker_engagements (speaker, on_day, id);
