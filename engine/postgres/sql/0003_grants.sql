-- What the application may do: read, make the journal's first line, and append. Only the owner may
-- take over lines of another store.

DO $$
BEGIN
  IF to_regrole(':"role"') IS NULL THEN
    CREATE ROLE :"role" NOLOGIN;
  END IF;
END
$$;

REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON line, version, head, migration TO :"role";
GRANT EXECUTE ON FUNCTION start(text) TO :"role";
GRANT EXECUTE ON FUNCTION append(text[], bigint[], integer[], text, text, bytea) TO :"role";
