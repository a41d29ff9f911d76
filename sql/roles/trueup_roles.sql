-- Why: what only a database administrator may do, once per cluster and database. The migrations
-- need no superuser after this. Run it in Trueup's database, which must be encoded in UTF8.
--
-- trueup_owner    owns every object; nobody logs in as it, migrations take it with SET ROLE
-- trueup_reader   reads the views of schema trueup, and nothing else
-- trueup_auditor  reads the views and the log itself, bodies included
-- trueup_intake   appends webhooks and counts refused ones, and reads nothing of the log
-- trueup_service  the running service: what reader and intake may; reads the log, writes the
--                 projections, appends what it fetched from a provider
-- trueup_operator reads the views; appends decisions and statements, and no other event
--
-- Nobody reads log.secret.
--
-- Running it again makes what a later version needs, and leaves the rest as it is.
--
-- Give trueup_service (or trueup_intake, where `trueup serve --role intake` runs on a machine of its
-- own) a way to log in (a password, a certificate, pg_hba.conf), and grant
-- trueup_owner to the role that runs `trueup migrate`:  GRANT trueup_owner TO <that role>;
DO $roles$
DECLARE
    missing text;
BEGIN
    FOR missing IN
        SELECT wanted.statement
        FROM (VALUES
            ('trueup_owner', 'CREATE ROLE trueup_owner NOLOGIN'),
            ('trueup_reader', 'CREATE ROLE trueup_reader LOGIN'),
            ('trueup_auditor', 'CREATE ROLE trueup_auditor LOGIN'),
            ('trueup_intake', 'CREATE ROLE trueup_intake LOGIN'),
            ('trueup_service', 'CREATE ROLE trueup_service LOGIN'),
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
        'GRANT CONNECT ON DATABASE %I TO trueup_reader, trueup_intake',
        pg_catalog.current_database());
    FOR missing IN
        SELECT pg_catalog.format('GRANT %I TO %I', granted.role, granted.member)
        FROM (VALUES
            ('trueup_reader', 'trueup_auditor'),
            ('trueup_reader', 'trueup_service'),
            ('trueup_reader', 'trueup_operator'),
            ('trueup_intake', 'trueup_service')
        ) AS granted (role, member)
        WHERE NOT pg_catalog.pg_has_role(granted.member, granted.role, 'MEMBER')
    LOOP
        EXECUTE missing;
    END LOOP;
END
$roles$;
