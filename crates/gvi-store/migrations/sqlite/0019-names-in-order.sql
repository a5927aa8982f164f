-- The endings of names once more, each with the place of its name in the order of names: a page of a search is then found without
-- looking up everybody whose name holds the text.
DROP TABLE person_name_endings;
CREATE TABLE person_name_endings (
    ending TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    PRIMARY KEY (ending, sort_key, person_id)
) WITHOUT ROWID;
CREATE INDEX name_endings_by_person ON person_name_endings (person_id);
WITH RECURSIVE places (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM places WHERE at < 200)
INSERT INTO person_name_endings (ending, sort_key, person_id)
SELECT DISTINCT substr(persons.search_key, places.at, 32), persons.sort_key, persons.id
FROM persons JOIN places ON places.at <= length(persons.search_key) WHERE substr(persons.search_key, places.at, 1) <> ' ';
