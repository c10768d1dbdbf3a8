-- How lines come in. Each function runs with its owner's rights and with a search path of its own.

-- Puts a line after the last one; whoever calls it holds the row of `head`.
CREATE FUNCTION put(own_body text, own_key text, own_attempt bytea)
RETURNS bytea LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
DECLARE
  made bytea := sha256('\x00'::bytea || convert_to(own_body, 'UTF8')); -- RFC 6962, section 2.1
  place bigint;
BEGIN
  UPDATE head SET seq = head.seq + 1, leaf = made RETURNING head.seq INTO place;
  INSERT INTO line (seq, body, leaf, key, attempt)
    VALUES (place, own_body, made, own_key, own_attempt);
  -- Whoever is told that it is recorded may rely on that: `off` is not for a journal.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  RETURN made;
END
$$;

-- Writes line 0, unless it is there.
CREATE FUNCTION start(identity text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
  last head%ROWTYPE;
  own text := coalesce(identity, replace(gen_random_uuid()::text, '-', ''));
BEGIN
  SELECT * INTO STRICT last FROM head FOR NO KEY UPDATE;
  IF last.seq >= 0 THEN
    RETURN;
  END IF;
  IF own !~ '^[A-Za-z0-9.:_/@-]{1,200}$' THEN
    RAISE EXCEPTION '`%` can''t name a journal: use letters, digits and `.:_/@-`', own;
  END IF;
  PERFORM put(
    '{"durable":-1,"entries":[],"format":1,"journal":"' || own || '","prev":"'
      || encode(last.leaf, 'hex') || '","proposals":[],"seq":0}',
    NULL, NULL
  );
END
$$;

-- Records entries of proposals as one line, if each proposal is at its expected version.
--
-- `counts` says how many of the entries, in their order, are each proposal's; 0 makes a guard, which
-- under the name `$last` asks for the last line. The line is spelled here, all but the entries: what
-- it says and what `version` says can't differ. Gives the new line's place and leaf hash; of a line
-- recorded before under the same key, or without one by the same attempt, its bytes, too.
CREATE FUNCTION append(
  names text[], expected bigint[], counts integer[], entries text, own_key text, own_attempt bytea
)
RETURNS TABLE (made_seq bigint, made_leaf bytea, standing text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
  last head%ROWTYPE;
  stale record;
  pairs text;
  body text;
BEGIN
  SELECT * INTO STRICT last FROM head FOR NO KEY UPDATE; -- the line before is now on the disk

  IF own_key IS NOT NULL THEN
    SELECT line.seq, line.leaf, line.body INTO made_seq, made_leaf, standing
      FROM line WHERE line.key = own_key;
  ELSIF own_attempt IS NOT NULL THEN
    SELECT line.seq, line.leaf, line.body INTO made_seq, made_leaf, standing
      FROM line WHERE line.attempt = own_attempt;
  END IF;
  IF standing IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  SELECT asked.name, asked.expected, coalesce(known.version, 0) AS version INTO stale
    FROM unnest(names, expected) WITH ORDINALITY AS asked(name, expected, place)
    LEFT JOIN LATERAL (
      SELECT version.version FROM version WHERE version.proposal = asked.name
        ORDER BY version.version DESC LIMIT 1
    ) AS proposals ON asked.name <> '$last'
    CROSS JOIN LATERAL (
      SELECT CASE asked.name WHEN '$last' THEN last.seq ELSE proposals.version END
    ) AS known(version)
    WHERE coalesce(known.version, 0) IS DISTINCT FROM asked.expected
    ORDER BY asked.place LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'BY001', MESSAGE = format(
      '%s %s, not %s: read it again and decide again',
      CASE stale.name WHEN '$last' THEN 'the journal ends at line'
        ELSE format('`%s` is at version', stale.name) END,
      stale.version, stale.expected
    );
  END IF;

  IF (SELECT sum(many) FROM unnest(counts) AS many) <> json_array_length(entries::json) THEN
    RAISE EXCEPTION 'there are not as many entries as counted';
  END IF;
  SELECT string_agg(
      '[' || to_json(asked.name) || ',' || asked.expected + step || ']', ',' ORDER BY place, step
    ) INTO pairs
    FROM unnest(names, expected, counts) WITH ORDINALITY AS asked(name, expected, many, place),
      generate_series(1, asked.many) AS step;
  made_seq := last.seq + 1;
  body := '{"durable":' || last.seq || ',"entries":' || entries
    || coalesce(',"key":' || to_json(own_key), '')
    || ',"prev":"' || encode(last.leaf, 'hex') || '","proposals":[' || pairs
    || '],"seq":' || made_seq || '}';
  made_leaf := put(body, own_key, own_attempt);
  INSERT INTO version (proposal, version, seq, place)
    SELECT asked.name, asked.expected + step, made_seq,
        row_number() OVER (ORDER BY asked.place, step)
      FROM unnest(names, expected, counts) WITH ORDINALITY AS asked(name, expected, many, place),
        generate_series(1, asked.many) AS step;
  RETURN NEXT;
END
$$;

-- Takes over lines of another store as they stand, each the one that comes next.
CREATE FUNCTION import_lines(bodies text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
  last head%ROWTYPE;
  body text;
  frame jsonb;
BEGIN
  SELECT * INTO STRICT last FROM head FOR NO KEY UPDATE;
  FOREACH body IN ARRAY bodies LOOP
    frame := body::jsonb;
    IF (frame ->> 'seq')::bigint IS DISTINCT FROM last.seq + 1
      OR frame ->> 'prev' IS DISTINCT FROM encode(last.leaf, 'hex')
    THEN
      RAISE EXCEPTION USING
        ERRCODE = 'BY002',
        MESSAGE = format('line %s doesn''t come next: somebody else has written', frame ->> 'seq');
    END IF;
    last.seq := last.seq + 1;
    last.leaf := put(body, frame ->> 'key', NULL);
    INSERT INTO version (proposal, version, seq, place)
      SELECT pair.value ->> 0, (pair.value ->> 1)::bigint, last.seq, pair.place
        FROM jsonb_array_elements(frame -> 'proposals') WITH ORDINALITY AS pair(value, place);
  END LOOP;
END
$$;
