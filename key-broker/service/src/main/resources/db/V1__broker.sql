-- Tables of the key broker. Owned by the migration role; ${service} is the role of the running
-- broker and gets the rights that each table's purpose needs, no more.

CREATE TABLE broker (
  singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  profile    text NOT NULL,
  broker_id  text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The broker's own keys, wrapped under the root.
CREATE TABLE broker_key (
  name    text PRIMARY KEY,
  wrapped bytea NOT NULL
);

-- Key-encryption key of an owner, wrapped under the root.
CREATE TABLE owner_kek (
  owner   text PRIMARY KEY,
  key_id  text NOT NULL UNIQUE,
  wrapped bytea NOT NULL
);

CREATE TABLE model (
  owner                text NOT NULL,
  model                text NOT NULL,
  policy_version       bigint NOT NULL,
  policy_digest        bytea NOT NULL,
  newest_version       bigint NOT NULL,
  weight_bytes         bigint NOT NULL CHECK (weight_bytes > 0),
  egress_budget_bytes  bigint NOT NULL CHECK (egress_budget_bytes > 0),
  allowed_destinations text[] NOT NULL,
  frozen               boolean NOT NULL DEFAULT false,
  frozen_reason        text NOT NULL DEFAULT '',
  PRIMARY KEY (owner, model)
);

-- Every policy that was ever in force: a ticket's floor may name an older one.
CREATE TABLE release_policy (
  owner          text NOT NULL,
  model          text NOT NULL,
  policy_version bigint NOT NULL,
  digest         bytea NOT NULL,
  envelope       bytea NOT NULL,
  PRIMARY KEY (owner, model, policy_version),
  UNIQUE (owner, model, digest),
  FOREIGN KEY (owner, model) REFERENCES model
);

CREATE TABLE model_version (
  owner           text NOT NULL,
  model           text NOT NULL,
  version         bigint NOT NULL,
  manifest_digest bytea NOT NULL,
  manifest        bytea NOT NULL,
  key_id          text NOT NULL UNIQUE,
  wrapped_key     bytea NOT NULL,
  PRIMARY KEY (owner, model, version),
  FOREIGN KEY (owner, model) REFERENCES model
);

-- Enrolments that were taken in, so that repeating one changes nothing.
CREATE TABLE enrolment (
  digest      bytea PRIMARY KEY,
  entry_index bigint NOT NULL
);

-- One row a nonce. The first transcript that is decided upon stays: released (lease_id) or refused
-- (refused_codes).
CREATE TABLE challenge (
  nonce          bytea PRIMARY KEY,
  session_keys   bytea NOT NULL,
  ticket_digest  bytea NOT NULL,
  owner          text NOT NULL,
  model          text NOT NULL,
  version        bigint NOT NULL,
  policy_digest  bytea NOT NULL,
  expires_at     timestamptz NOT NULL,
  transcript     bytea,
  lease_id       text,
  refused_codes  text[],
  redeliveries   integer NOT NULL DEFAULT 0,
  foreign_logged boolean NOT NULL DEFAULT false,
  CHECK (lease_id IS NULL OR refused_codes IS NULL),
  CHECK ((transcript IS NULL) = (lease_id IS NULL AND refused_codes IS NULL))
);
CREATE INDEX challenge_by_ticket ON challenge (ticket_digest, expires_at);
CREATE INDEX challenge_by_expiry ON challenge (expires_at);

CREATE TABLE lease (
  id                text PRIMARY KEY,
  owner             text NOT NULL,
  model             text NOT NULL,
  version           bigint NOT NULL,
  transcript        bytea NOT NULL,
  identity_key      bytea NOT NULL,
  platform_id       text NOT NULL,
  boot_instance     text NOT NULL,
  issued_at         timestamptz NOT NULL,
  ttl_millis        bigint NOT NULL,
  heartbeat_millis  bigint NOT NULL,
  expires_at        timestamptz NOT NULL,
  sequence          bigint NOT NULL DEFAULT 0,
  endpoint          text NOT NULL DEFAULT '',
  addresses         text[] NOT NULL DEFAULT '{}',
  ended_at          timestamptz,
  ended_reason      text NOT NULL DEFAULT '',
  revision          bigint NOT NULL DEFAULT 1,
  entry_index       bigint NOT NULL,
  FOREIGN KEY (owner, model, version) REFERENCES model_version
);
CREATE INDEX lease_live_by_model ON lease (owner, model) WHERE ended_at IS NULL;
CREATE INDEX lease_live_by_expiry ON lease (expires_at) WHERE ended_at IS NULL;

CREATE TABLE lease_device (
  lease_id  text NOT NULL REFERENCES lease,
  device_id text NOT NULL,
  PRIMARY KEY (lease_id, device_id)
);
CREATE INDEX lease_device_by_device ON lease_device (device_id);

-- The device ledger: who showed this device last.
CREATE TABLE device (
  id            text PRIMARY KEY,
  platform_id   text NOT NULL,
  boot_instance text NOT NULL
);

-- Boots that a newer boot has replaced on a device; they get nothing more.
CREATE TABLE fenced_boot (
  device_id     text NOT NULL REFERENCES device,
  platform_id   text NOT NULL,
  boot_instance text NOT NULL,
  PRIMARY KEY (device_id, platform_id, boot_instance)
);

-- Rises with every change that gateways, detectors and holders wait for.
CREATE TABLE fleet (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  revision  bigint NOT NULL
);
INSERT INTO fleet (revision) VALUES (1);

-- The audit log: appended, read, never changed.
CREATE TABLE log_entry (
  sequence  bigint PRIMARY KEY CHECK (sequence >= 0),
  entry     bytea NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
);

CREATE TABLE checkpoint (
  size      bigint PRIMARY KEY CHECK (size > 0),
  note      text NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT ON broker, broker_key, owner_kek, release_policy, enrolment, model_version TO "${service}";
GRANT SELECT, INSERT ON log_entry, checkpoint, fenced_boot, lease_device TO "${service}";
GRANT SELECT, INSERT, UPDATE ON model, lease, device TO "${service}";
GRANT SELECT, UPDATE ON fleet TO "${service}";
GRANT SELECT, INSERT, UPDATE, DELETE ON challenge TO "${service}";
