-- Which refusals of a nonce were logged: what bounds the refusals of a ticket in the log.

ALTER TABLE challenge ADD COLUMN refusal_logged boolean NOT NULL DEFAULT false;
UPDATE challenge SET refusal_logged = true WHERE refused_codes IS NOT NULL;
