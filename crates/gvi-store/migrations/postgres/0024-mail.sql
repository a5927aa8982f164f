-- Where a worker is told by e-mail that something waits; empty for nowhere. When they were told last, and since when messages do not get through.
ALTER TABLE accounts ADD COLUMN mail TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN mailed_at BIGINT;
ALTER TABLE accounts ADD COLUMN mail_failed_at BIGINT;
