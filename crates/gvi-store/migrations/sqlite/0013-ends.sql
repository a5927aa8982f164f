-- The house looks every minute for what has passed its last day; it finds it without reading every row.
CREATE INDEX memberships_by_end ON memberships (expires_on);
CREATE INDEX relations_by_end ON group_relations (expires_on);
CREATE INDEX victims_by_end ON incident_victims (expires_on);
CREATE INDEX suspects_by_end ON incident_suspects (expires_on);
CREATE INDEX levers_by_end ON levers (expires_on);
CREATE INDEX offers_by_end ON offers (expires_on);
CREATE INDEX tasks_by_end ON tasks (expires_on);
CREATE INDEX support_by_end ON support_contacts (expires_on);
