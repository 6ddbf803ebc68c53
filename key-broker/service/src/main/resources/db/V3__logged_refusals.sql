-- When refusals of a ticket were logged, those of its hellos, which have no nonce, among them: what
-- bounds them in the log. Kept for a minute.

CREATE TABLE logged_refusal (
  ticket_digest bytea NOT NULL,
  logged_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX logged_refusal_by_ticket ON logged_refusal (ticket_digest, logged_at);

INSERT INTO logged_refusal (ticket_digest)
  SELECT ticket_digest FROM challenge WHERE refusal_logged
  UNION ALL
  SELECT ticket_digest FROM challenge WHERE foreign_logged;
ALTER TABLE challenge DROP COLUMN refusal_logged;

GRANT SELECT, INSERT, DELETE ON logged_refusal TO "${service}";
