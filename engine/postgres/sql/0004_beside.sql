-- What is kept beside the lines: bodies, which may be erased, and signed checkpoints, which may not.

-- Personal or large data, of which a line holds the digest alone.
CREATE TABLE body (
  digest text COLLATE "C" PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  content bytea NOT NULL
);

CREATE FUNCTION keep_body(own_digest text, own_content bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  INSERT INTO body (digest, content) VALUES (own_digest, own_content)
    ON CONFLICT (digest) DO UPDATE SET content = EXCLUDED.content;
END
$$;

CREATE FUNCTION erase_body(own_digest text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  DELETE FROM body WHERE digest = own_digest;
END
$$;

CREATE TABLE checkpoint (
  place bigint PRIMARY KEY CHECK (place > 0),
  note text NOT NULL CHECK (octet_length(note) <= 65535)
);

CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON checkpoint
  FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER keep_rows;
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER keep_all;

-- Keeps a checkpoint after the last one, if that is still the one that its signer has seen.
CREATE FUNCTION keep_checkpoint(own_note text, seen bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
  last bigint;
BEGIN
  LOCK TABLE checkpoint IN SHARE ROW EXCLUSIVE MODE;
  PERFORM set_config('synchronous_commit', 'on', true);
  SELECT coalesce(max(place), 0) INTO last FROM checkpoint;
  IF last IS DISTINCT FROM seen THEN
    RAISE EXCEPTION USING ERRCODE = 'BY001', MESSAGE = 'somebody else has signed: look again';
  END IF;
  INSERT INTO checkpoint (place, note) VALUES (last + 1, own_note);
  RETURN last + 1;
END
$$;

REVOKE ALL ON body, checkpoint FROM PUBLIC, :"role";
REVOKE ALL ON FUNCTION keep_body(text, bytea) FROM PUBLIC, :"role";
REVOKE ALL ON FUNCTION erase_body(text) FROM PUBLIC, :"role";
REVOKE ALL ON FUNCTION keep_checkpoint(text, bigint) FROM PUBLIC, :"role";
GRANT SELECT ON body, checkpoint TO :"role";
GRANT EXECUTE ON FUNCTION keep_body(text, bytea) TO :"role";
GRANT EXECUTE ON FUNCTION erase_body(text) TO :"role";
GRANT EXECUTE ON FUNCTION keep_checkpoint(text, bigint) TO :"role";
