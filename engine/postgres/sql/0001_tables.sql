-- A journal: lines as they were hashed, where each version of a proposal is, and the last line.
-- `:"schema"` and `:"role"` stand for the schema and for the role of the application.

DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'a journal is UTF-8, and this database is %', current_setting('server_encoding');
  END IF;
END
$$;

-- Text is compared byte by byte (COLLATE "C"): a new version of the system's collations would
-- otherwise leave indexes in an order that no longer holds.
CREATE TABLE line (
  seq bigint PRIMARY KEY CHECK (seq >= 0),
  body text NOT NULL CHECK (octet_length(body) <= 65535), -- the very bytes that are hashed
  leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
  key text COLLATE "C" UNIQUE,
  attempt bytea, -- tells a writer without a key, who lost the answer, whether it is recorded
  at timestamptz NOT NULL DEFAULT clock_timestamp() -- for whoever runs the server; no part of a line
);

CREATE TABLE version (
  proposal text COLLATE "C" NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  seq bigint NOT NULL,
  place integer NOT NULL, -- among the entries of the line, from 1
  PRIMARY KEY (proposal, version),
  UNIQUE (seq, place)
);

-- One row, which every writer locks until its line is on the disk: so lines stand in the order in
-- which they were committed, without a gap. Room is left on its page for the next row versions.
CREATE TABLE head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL,
  leaf bytea NOT NULL
) WITH (fillfactor = 10);

INSERT INTO head (seq, leaf) VALUES (-1, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'BY003',
    MESSAGE = format('%s on `%s` is refused: a journal is only appended to', TG_OP, TG_TABLE_NAME);
END
$$;

-- The row of `head` goes on to the line after it, and to no other: that has come in before.
CREATE FUNCTION keep_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq = OLD.seq + 1
    AND NEW.leaf = (SELECT line.leaf FROM :"schema".line WHERE line.seq = NEW.seq)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'BY003',
    MESSAGE = 'UPDATE on `head` is refused: a journal is only appended to';
END
$$;

CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON line FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON line FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON version FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON version FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_step BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION keep_step();
CREATE TRIGGER keep_rows BEFORE DELETE ON head FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON head FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- ALWAYS: for the owner, for replication, and under session_replication_role alike.
ALTER TABLE line ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE line ENABLE ALWAYS TRIGGER keep_all;
ALTER TABLE version ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE version ENABLE ALWAYS TRIGGER keep_all;
ALTER TABLE head ENABLE ALWAYS TRIGGER keep_step;
ALTER TABLE head ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE head ENABLE ALWAYS TRIGGER keep_all;
