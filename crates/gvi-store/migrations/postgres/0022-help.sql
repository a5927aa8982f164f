-- Help: calls to the help line, the steps of a support contact, what became of those who agreed to be asked, and counts that outlive the
-- records they were made of.

-- A call. No name, no number and no words: who called is a kind.
CREATE TABLE help_calls (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    called_at BIGINT NOT NULL,
    answered BIGINT NOT NULL CHECK (answered IN (0, 1)),
    caller TEXT COLLATE "C" NOT NULL,
    anonymous BIGINT NOT NULL CHECK (anonymous IN (0, 1)),
    called_back_at BIGINT,
    outcome TEXT COLLATE "C" NOT NULL,
    support TEXT COLLATE "C",
    logged_by TEXT COLLATE "C" NOT NULL,
    logged_at BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX help_calls_in_order ON help_calls (called_at, id);

-- Each step is a status or a day. Contacts from before are in contact unless nobody had taken the offer up, and stand in no count.
ALTER TABLE support_contacts ADD COLUMN contact_since BIGINT;
ALTER TABLE support_contacts ADD COLUMN intake_at BIGINT;
ALTER TABLE support_contacts ADD COLUMN protection TEXT COLLATE "C" NOT NULL DEFAULT 'not-asked';
ALTER TABLE support_contacts ADD COLUMN plan_at BIGINT;
ALTER TABLE support_contacts ADD COLUMN check_ins_until TEXT COLLATE "C";
ALTER TABLE support_contacts ADD COLUMN relocation TEXT COLLATE "C" NOT NULL DEFAULT 'none';
ALTER TABLE support_contacts ADD COLUMN drop_reason TEXT COLLATE "C";
ALTER TABLE support_contacts ADD COLUMN follow_up BIGINT NOT NULL DEFAULT 0;
ALTER TABLE support_contacts ADD COLUMN counted BIGINT NOT NULL DEFAULT 0;
UPDATE support_contacts SET contact_since = first_contact_at WHERE status IN ('contact', 'ongoing', 'paused') OR first_meeting_at IS NOT NULL;

CREATE TABLE support_needs (
    support TEXT COLLATE "C" NOT NULL REFERENCES support_contacts (id) ON DELETE CASCADE,
    need TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (support, need)
);

CREATE TABLE support_outcomes (
    support TEXT COLLATE "C" NOT NULL REFERENCES support_contacts (id) ON DELETE CASCADE,
    mark TEXT COLLATE "C" NOT NULL,
    alive TEXT COLLATE "C" NOT NULL,
    in_prison TEXT COLLATE "C" NOT NULL,
    known_by TEXT COLLATE "C" NOT NULL,
    answered_on TEXT COLLATE "C" NOT NULL,
    answered_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (support, mark)
);

-- Counts by month: a number, and nothing of what was counted. Protected identities are in no number.
CREATE TABLE help_counts (
    what TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    PRIMARY KEY (what, month, number)
);

-- What the recipient of a referral answers, the same words on both sides.
ALTER TABLE disclosure_recipients ADD COLUMN answer TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disclosure_recipients ADD COLUMN answer_reason TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disclosure_recipients ADD COLUMN answered_at BIGINT;
ALTER TABLE received ADD COLUMN answer TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE received ADD COLUMN answer_reason TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE received ADD COLUMN answered_at BIGINT;
