-- Why: what only a database administrator may do, once per cluster and database. The migrations
-- need no superuser after this. Run it in Trueup's database, which must be encoded in UTF8.
--
-- trueup_owner    owns every object; nobody logs in as it, migrations take it with SET ROLE
-- trueup_service  the running service: may call the log's functions and read its tables
-- trueup_reader   reads the views of schema trueup, and nothing else
-- trueup_auditor  reads the log itself, bodies included
-- trueup_operator reads the views and decides: may append decisions, and nothing else
--
-- Running it again makes what a later version needs, and leaves the rest as it is.
--
-- Give trueup_service a way to log in (a password, a certificate, pg_hba.conf), and grant
-- trueup_owner to the role that runs `trueup migrate`:  GRANT trueup_owner TO <that role>;
DO $roles$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT wanted.statement
        FROM (VALUES
            ('trueup_owner', 'CREATE ROLE trueup_owner NOLOGIN'),
            ('trueup_service', 'CREATE ROLE trueup_service LOGIN'),
            ('trueup_reader', 'CREATE ROLE trueup_reader LOGIN'),
            ('trueup_auditor', 'CREATE ROLE trueup_auditor LOGIN'),
            ('trueup_operator', 'CREATE ROLE trueup_operator LOGIN')
        ) AS wanted (role, statement)
        -- Roles belong to the cluster: another Trueup database on it may have made them.
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_roles AS present WHERE present.rolname = wanted.role)
    LOOP
        EXECUTE missing;
    END LOOP;
    EXECUTE pg_catalog.format(
        'GRANT CONNECT, CREATE ON DATABASE %I TO trueup_owner', pg_catalog.current_database());
    EXECUTE pg_catalog.format(
        'GRANT CONNECT ON DATABASE %I TO trueup_service, trueup_reader, trueup_auditor, '
        'trueup_operator', pg_catalog.current_database());
    IF NOT pg_catalog.pg_has_role('trueup_operator', 'trueup_reader', 'MEMBER') THEN
        EXECUTE 'GRANT trueup_reader TO trueup_operator';
    END IF;
END
$roles$;
