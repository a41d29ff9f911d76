-- Why: a slip in psql must fail loudly, for the owner of the tables too. This is the second line:
-- the first is that the service may do nothing to these tables but call the log's functions.
-- A distributed PostgreSQL without such triggers loses no correctness.
CREATE FUNCTION log.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% of %.% refused: the event log only grows',
        TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'TL004',
            HINT = 'Append a correcting event; a wrong projection is cured by trueup reproject.';
END
$$;

CREATE FUNCTION log.refuse_retreat() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.source_id <> OLD.source_id OR NEW.position < OLD.position
        OR NEW.received_at < OLD.received_at OR NEW.epoch < OLD.epoch
        OR NEW.swept_until < OLD.swept_until
        OR (NEW.position = OLD.position AND NEW.chain <> OLD.chain)
    THEN
        RAISE EXCEPTION 'the head of source % cannot go back from position %',
            OLD.source_id, OLD.position
            USING ERRCODE = 'TL004',
                HINT = 'Only appending, log.start_epoch and a sweep move a head.';
    END IF;
    RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION log.refuse_change(), log.refuse_retreat() FROM PUBLIC;

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log.source
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log.secret
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log.epoch
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log.redelivery
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON log.redelivery_count
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON log.recurrence
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER only_grows BEFORE DELETE OR TRUNCATE ON log.head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER never_retreats BEFORE UPDATE ON log.head
    FOR EACH ROW EXECUTE FUNCTION log.refuse_retreat();
