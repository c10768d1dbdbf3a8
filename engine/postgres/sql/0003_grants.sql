-- What the application may do: read, make the journal's first line, and append. Only the owner may
-- take over lines of another store.

DO $$
BEGIN
  IF to_regrole(':"role"') IS NULL THEN
    CREATE ROLE :"role" NOLOGIN;
  ELSIF pg_has_role(to_regrole(':"role"')::oid, current_user, 'MEMBER') THEN
    RAISE EXCEPTION 'the role of the application must not be able to do what % can', current_user;
  END IF;
END
$$;

-- From the application, too: a database may give it more by default in whatever is made.
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC, :"role";
REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM PUBLIC, :"role";
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC, :"role";
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON line, version, head, migration TO :"role";
GRANT EXECUTE ON FUNCTION start(text) TO :"role";
GRANT EXECUTE ON FUNCTION append(text[], bigint[], integer[], text, text, bytea) TO :"role";
