-- Every move of a group from one state to another, for its timeline. Groups that were there before have no history here.

-- group_version is the version that the card had before the move; a card that is new comes from no state.
CREATE TABLE group_status_changes (
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    group_version BIGINT NOT NULL,
    from_status TEXT COLLATE "C",
    to_status TEXT COLLATE "C" NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, group_version)
);
-- Levers of a month are counted for the measures.
CREATE INDEX levers_by_planning ON levers (planned_at, id);
