-- What is about a person with protected identity is for one named person at the recipient, and for nobody else there. A snapshot that
-- came before this migration has no mark, because its envelope had none.
ALTER TABLE disclosure_recipients ADD COLUMN handler TEXT COLLATE "C";
ALTER TABLE received ADD COLUMN protected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE received ADD COLUMN handler TEXT COLLATE "C";
ALTER TABLE received ADD COLUMN answer_to TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN sealed_to_owner BIGINT NOT NULL DEFAULT 0;
