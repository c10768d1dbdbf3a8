-- How lines come in. Each function runs with its owner's rights and with a search path of its own.

-- Puts a line after the last one; whoever calls it holds the row of `head`.
CREATE FUNCTION put(place bigint, own_body text, own_key text, own_attempt bytea)
RETURNS bytea LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
DECLARE
  made bytea := sha256(decode('00', 'hex') || convert_to(own_body, 'UTF8')); -- RFC 6962, section 2.1
BEGIN
  INSERT INTO line (seq, body, leaf, key, attempt)
    VALUES (place, own_body, made, own_key, own_attempt);
  UPDATE head SET seq = place, leaf = made;
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
    0,
    '{"durable":-1,"entries":[],"format":1,"journal":"' || own || '","prev":"'
      || encode(last.leaf, 'hex') || '","proposals":[],"seq":0}',
    NULL, NULL
  );
END
$$;

-- Spells a value as RFC 8785 does, if every store could hold it and it is at most `room` deep. What
-- none holds is left out, and what comes of it is another text than the one that was read: a fraction,
-- a number past 2^53, a name with a character past U+D7FF, and what is deeper.
CREATE FUNCTION canonical(value jsonb, room integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  kind text := jsonb_typeof(value);
BEGIN
  IF kind = 'number' THEN
    RETURN CASE WHEN value::text ~ '^-?[0-9]{1,16}$' AND abs(value::numeric) <= 9007199254740992
      THEN value::text END;
  ELSIF kind NOT IN ('object', 'array') THEN
    RETURN value::text;
  ELSIF room = 0 THEN
    RETURN NULL;
  ELSIF kind = 'array' THEN
    RETURN '[' || coalesce((
      SELECT string_agg(canonical(item.value, room - 1), ',' ORDER BY item.place)
        FROM jsonb_array_elements(value) WITH ORDINALITY AS item(value, place)
    ), '') || ']';
  END IF;
  RETURN '{' || coalesce((
    SELECT string_agg(
        to_json(field.key) || ':' || canonical(field.value, room - 1), ',' ORDER BY field.key COLLATE "C"
      )
      FROM jsonb_each(value) AS field WHERE field.key !~ E'[\\uE000-\\U0010FFFF]'
  ), '') || '}';
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
  told jsonb := entries;
  last_seq bigint;
  last_leaf bytea;
  known bigint;
  many integer := 0;
  pairs text := '';
  body text;
BEGIN
  -- What nobody could read would stand there for ever. This is before the lock: nobody waits for it.
  IF canonical(told, 33) IS DISTINCT FROM entries -- entries of 32, in a list
    OR jsonb_path_exists(told, 'strict $[*] ? (@.type() != "object")')
  THEN
    RAISE EXCEPTION 'the entries are not in canonical form: every store writes them so';
  END IF;
  IF length(own_key) NOT BETWEEN 1 AND 200 THEN
    RAISE EXCEPTION 'an idempotency key has 1 to 200 characters';
  END IF;

  -- The lock; the line before is now on the disk. What follows is one look at an index for each
  -- proposal and one row for each entry: every writer waits for it.
  SELECT head.seq, head.leaf INTO STRICT last_seq, last_leaf FROM head FOR NO KEY UPDATE;

  IF own_key IS NOT NULL THEN
    SELECT line.seq, line.leaf, line.body INTO made_seq, made_leaf, standing
      FROM line WHERE line.key = own_key;
    IF FOUND THEN
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;

  FOR i IN 1 .. cardinality(names) LOOP
    IF length(names[i]) NOT BETWEEN 1 AND 200 OR left(names[i], 1) = '_'
      OR names[i] = '$last' AND counts[i] > 0
    THEN
      RAISE EXCEPTION '`%` can''t name a proposal', names[i];
    END IF;
    IF names[i] = '$last' THEN
      known := last_seq;
    ELSE
      SELECT version.version INTO known FROM version WHERE version.proposal = names[i]
        ORDER BY version.version DESC LIMIT 1;
      known := coalesce(known, 0);
    END IF;
    IF known IS DISTINCT FROM expected[i] THEN
      -- An attempt that was recorded finds its proposals moved on, by itself or by others after it.
      SELECT line.seq, line.leaf, line.body INTO made_seq, made_leaf, standing
        FROM unnest(names, expected, counts) AS asked(name, expected, many)
        JOIN version ON version.proposal = asked.name AND version.version = asked.expected + 1
        JOIN line ON line.seq = version.seq
        WHERE asked.many > 0 AND line.attempt = own_attempt LIMIT 1;
      IF FOUND THEN
        RETURN NEXT;
        RETURN;
      END IF;
      RAISE EXCEPTION USING ERRCODE = 'BY001', MESSAGE = format(
        '%s %s, not %s: read it again and decide again',
        CASE names[i] WHEN '$last' THEN 'the journal ends at line'
          ELSE format('`%s` is at version', names[i]) END,
        known, expected[i]
      );
    END IF;
    FOR step IN 1 .. counts[i] LOOP
      pairs := pairs || ',[' || to_json(names[i]) || ',' || known + step || ']';
      many := many + 1;
    END LOOP;
  END LOOP;
  IF many = 0 OR many <> jsonb_array_length(told) THEN
    RAISE EXCEPTION 'there are not as many entries as counted';
  END IF;

  made_seq := last_seq + 1;
  body := '{"durable":' || last_seq || ',"entries":' || entries
    || coalesce(',"key":' || to_json(own_key), '')
    || ',"prev":"' || encode(last_leaf, 'hex') || '","proposals":[' || substr(pairs, 2)
    || '],"seq":' || made_seq || '}';
  made_leaf := put(made_seq, body, own_key, own_attempt);
  many := 0;
  FOR i IN 1 .. cardinality(names) LOOP
    FOR step IN 1 .. counts[i] LOOP
      many := many + 1;
      INSERT INTO version (proposal, version, seq, place)
        VALUES (names[i], expected[i] + step, made_seq, many);
    END LOOP;
  END LOOP;
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
    last.leaf := put(last.seq, body, frame ->> 'key', NULL);
    INSERT INTO version (proposal, version, seq, place)
      SELECT pair.value ->> 0, (pair.value ->> 1)::bigint, last.seq, pair.place
        FROM jsonb_array_elements(frame -> 'proposals') WITH ORDINALITY AS pair(value, place);
  END LOOP;
END
$$;
