-- A decision about a person with protected identity is there for whoever decided it and for the person's handlers alone, also after
-- the person's own record has ended.
ALTER TABLE disclosures ADD COLUMN protected BIGINT NOT NULL DEFAULT 0;
UPDATE disclosures SET protected = 1 WHERE subject_thing = 'membership' AND subject_id IN
    (SELECT m.id FROM memberships m JOIN persons p ON p.id = m.person_id WHERE p.protected = 1);
