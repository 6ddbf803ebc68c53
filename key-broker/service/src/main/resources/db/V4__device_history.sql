-- What a device is, since when it is where it is, and who else showed it.

ALTER TABLE device
  ADD COLUMN architecture  text NOT NULL DEFAULT '',
  ADD COLUMN first_seen_at timestamptz,
  ADD COLUMN shown_at      timestamptz,
  ADD COLUMN placed_at     timestamptz,
  ADD COLUMN came_from     text NOT NULL DEFAULT '';

-- Every release that took a device left a lease on it.
CREATE VIEW shown AS
  SELECT d.device_id, l.platform_id, l.issued_at
  FROM lease_device d JOIN lease l ON l.id = d.lease_id;
UPDATE device SET
  first_seen_at = (SELECT min(issued_at) FROM shown WHERE device_id = id),
  shown_at = (SELECT max(issued_at) FROM shown WHERE device_id = id),
  came_from = coalesce(
    (SELECT s.platform_id FROM shown s
     WHERE s.device_id = id AND s.platform_id <> device.platform_id
     ORDER BY s.issued_at DESC LIMIT 1), '');
UPDATE device SET placed_at =
  (SELECT min(s.issued_at) FROM shown s
   WHERE s.device_id = id AND s.platform_id = device.platform_id
   AND s.issued_at > coalesce(
     (SELECT max(o.issued_at) FROM shown o
      WHERE o.device_id = id AND o.platform_id <> device.platform_id), '-infinity'));
DROP VIEW shown;
UPDATE device SET
  first_seen_at = coalesce(first_seen_at, clock_timestamp()),
  shown_at = coalesce(shown_at, clock_timestamp()),
  placed_at = coalesce(placed_at, clock_timestamp());

ALTER TABLE device
  ALTER COLUMN first_seen_at SET NOT NULL,
  ALTER COLUMN shown_at SET NOT NULL,
  ALTER COLUMN placed_at SET NOT NULL;

-- Platforms that showed a device while another held it: a row a pair, however often it tries. No
-- foreign key: a refusal waits for nobody who has locked the device.
CREATE TABLE refused_move (
  device_id           text NOT NULL,
  asking_platform_id  text NOT NULL,
  holding_platform_id text NOT NULL,
  first_at            timestamptz NOT NULL,
  last_at             timestamptz NOT NULL,
  logged_at           timestamptz NOT NULL,
  times               bigint NOT NULL CHECK (times > 0),
  PRIMARY KEY (device_id, asking_platform_id)
);
CREATE INDEX refused_move_by_last ON refused_move (last_at);

GRANT SELECT, INSERT, UPDATE ON refused_move TO "${service}";
