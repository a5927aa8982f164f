-- Incidents of violence. The core facts and the analysis name nobody; victims and suspects stand in two tables of their own.
CREATE TABLE batches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    source TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    rows_read BIGINT NOT NULL,
    added BIGINT NOT NULL,
    revised BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    merge_hours DOUBLE PRECISION,
    merge_metres DOUBLE PRECISION,
    imported_by TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL,
    undone_by TEXT COLLATE "C",
    undone_at BIGINT,
    removed BIGINT NOT NULL,
    kept BIGINT NOT NULL
);
CREATE INDEX batches_by_time ON batches (imported_at, id);

CREATE TABLE incidents (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    occurred_how TEXT COLLATE "C" NOT NULL CHECK (occurred_how IN ('at', 'on', 'between')),
    occurred_on TEXT COLLATE "C",
    occurred_from BIGINT NOT NULL,
    occurred_to BIGINT NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    killed BIGINT NOT NULL,
    injured BIGINT NOT NULL,
    child_hit BIGINT NOT NULL,
    bystander_hit BIGINT NOT NULL,
    confirmation TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    gmi TEXT COLLATE "C" NOT NULL,
    gmi_grounds TEXT COLLATE "C" NOT NULL,
    gmi_by TEXT COLLATE "C",
    gmi_at BIGINT,
    registered_by TEXT COLLATE "C" NOT NULL,
    registered_at BIGINT NOT NULL,
    alerted_at BIGINT,
    triaged_at BIGINT,
    reviewed_at BIGINT,
    attributed_at BIGINT,
    closed_at BIGINT,
    closed_why TEXT COLLATE "C" NOT NULL,
    contacted_at BIGINT,
    contacted_how TEXT COLLATE "C" NOT NULL,
    watch_until BIGINT NOT NULL,
    batch TEXT COLLATE "C" REFERENCES batches (id),
    content_hash TEXT COLLATE "C",
    published_at BIGINT,
    touched BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX incidents_by_time ON incidents (occurred_from, id);
CREATE INDEX incidents_by_state ON incidents (state, occurred_from, id);
CREATE INDEX incidents_by_batch ON incidents (batch);

-- The numbers under which sources know an incident: each leads to one incident, so that an import can be repeated.
CREATE TABLE incident_sources (
    source TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    PRIMARY KEY (source, external_id)
);
CREATE INDEX incident_sources_by_incident ON incident_sources (incident);

-- Every change of a core fact: the old value, the new one, who and when. Nothing is overwritten without a trace.
CREATE TABLE incident_revisions (
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    number BIGINT NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    old_value TEXT COLLATE "C" NOT NULL,
    new_value TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C" NOT NULL CHECK (why IN ('edit', 'import', 'import-not-taken')),
    changed_by TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    batch TEXT COLLATE "C" REFERENCES batches (id),
    PRIMARY KEY (incident, number, field)
);

CREATE TABLE attributions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    side TEXT COLLATE "C" NOT NULL,
    level BIGINT NOT NULL,
    basis TEXT COLLATE "C" NOT NULL,
    source_count BIGINT NOT NULL,
    sources TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_present TEXT COLLATE "C" NOT NULL,
    confirmed_by TEXT COLLATE "C",
    confirmed_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (incident, group_id, side)
);
CREATE INDEX attributions_by_group ON attributions (group_id, incident);

CREATE TABLE retaliations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    from_group TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    against_group TEXT COLLATE "C" NOT NULL REFERENCES groups (id),
    risk TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    judged_by TEXT COLLATE "C" NOT NULL,
    judged_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (incident, from_group, against_group)
);

CREATE TABLE incident_links (
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    other TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    kind TEXT COLLATE "C" NOT NULL,
    linked_by TEXT COLLATE "C" NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (incident, other, kind)
);
CREATE INDEX incident_links_back ON incident_links (other, incident);

CREATE TABLE incident_victims (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    person TEXT COLLATE "C",
    harm TEXT COLLATE "C" NOT NULL,
    is_child BIGINT NOT NULL,
    group_then TEXT COLLATE "C" REFERENCES groups (id),
    note TEXT COLLATE "C" NOT NULL,
    named_by TEXT COLLATE "C" NOT NULL,
    named_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL
);
CREATE INDEX incident_victims_by_incident ON incident_victims (incident, named_at, id);

CREATE TABLE incident_suspects (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident TEXT COLLATE "C" NOT NULL REFERENCES incidents (id),
    person TEXT COLLATE "C",
    suspicion TEXT COLLATE "C" NOT NULL,
    group_then TEXT COLLATE "C" REFERENCES groups (id),
    note TEXT COLLATE "C" NOT NULL,
    named_by TEXT COLLATE "C" NOT NULL,
    named_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL
);
CREATE INDEX incident_suspects_by_incident ON incident_suspects (incident, named_at, id);
