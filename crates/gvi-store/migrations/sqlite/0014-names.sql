-- Where every part of a name begins, so that a search for letters inside a name need not read every name: for `rune falk` the endings
-- `rune falk`, `une falk`, `ne falk` and so on, cut at 32 signs.
CREATE TABLE person_name_endings (
    ending TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    PRIMARY KEY (ending, person_id)
);
CREATE INDEX name_endings_by_person ON person_name_endings (person_id);
WITH RECURSIVE places (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM places WHERE at < 200)
INSERT INTO person_name_endings (ending, person_id)
SELECT DISTINCT substr(persons.search_key, places.at, 32), persons.id FROM persons JOIN places ON places.at <= length(persons.search_key)
WHERE substr(persons.search_key, places.at, 1) <> ' ';
