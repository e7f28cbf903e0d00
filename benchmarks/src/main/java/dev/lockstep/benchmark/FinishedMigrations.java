package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A history in the coordinator's database: copies of migrations that were really run, with all their rows. A copy has an
 * id, a name, a position, a time and dispatch numbers of its own, also in its events.
 */
final class FinishedMigrations {
    /** Dispatch numbers start here, so that no other text in an event looks like one. */
    private static final long FIRST_DISPATCH = 10_000_000_000L;

    /** The dispatch numbers of two copies differ by this. */
    private static final long DISPATCH_RANGE = 10_000_000L;

    private static final String FUNCTION =
            """
            CREATE FUNCTION pg_temp.of_copy(content text, template migration, copy_id uuid, copy bigint) RETURNS text
            LANGUAGE plpgsql AS $$
            DECLARE
                number bigint;
            BEGIN
                content := replace(content, template.id::text, copy_id::text);
                content := replace(content, template.name, template.name || '-' || copy);
                FOR number IN SELECT d.number FROM dispatch d WHERE d.migration_id = template.id LOOP
                    content := replace(content, number::text, (number + copy * %d)::text);
                END LOOP;
                RETURN content;
            END $$
            """
                    .formatted(DISPATCH_RANGE);
    private static final String[] COPIES = {
        """
        CREATE TEMPORARY TABLE copied AS SELECT i AS copy, gen_random_uuid() AS id, nextval('claim_position') AS position,
            t AS template, clock_timestamp() - (20000 - i) * interval '1 minute' - t.submitted_at AS shift
        FROM migration t CROSS JOIN generate_series(%2$d::bigint, %3$d::bigint) AS i WHERE t.id = '%1$s'
        """,
        """
        INSERT INTO migration (id, name, labels, targets, checksum, plan, state, version, event_sequence, position,
            submitted_at, purgeable_since, dry_run)
        SELECT c.id, t.name || '-' || c.copy, t.labels || jsonb_build_object('run', 'r' || c.copy %% 1000), t.targets,
            t.checksum, pg_temp.of_copy(t.plan::text, c.template, c.id, c.copy)::json, t.state, t.version,
            t.event_sequence, c.position, t.submitted_at + c.shift, t.purgeable_since + c.shift, t.dry_run
        FROM copied c JOIN migration t ON t.id = '%1$s'
        """,
        """
        INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
        SELECT c.id, e.sequence, e.type, pg_temp.of_copy(e.payload::text, c.template, c.id, c.copy)::json, e.at + c.shift,
            e.actor, e.reason
        FROM copied c JOIN saga_event e ON e.migration_id = '%1$s'
        """,
        """
        INSERT INTO dispatch (number, migration_id, step, target, direction, lease, lease_until, settled_at, done, total,
            progress_at, rate, created_at, accepted_at, first_done, first_progress_at)
        SELECT d.number + c.copy * %4$d, c.id, d.step, d.target, d.direction, d.lease, d.lease_until + c.shift,
            d.settled_at + c.shift, d.done, d.total, d.progress_at + c.shift, d.rate, d.created_at + c.shift,
            d.accepted_at + c.shift, d.first_done, d.first_progress_at + c.shift
        FROM copied c JOIN dispatch d ON d.migration_id = '%1$s'
        """,
        """
        INSERT INTO backup (migration_id, target, step, result, created_at, expires_at)
        SELECT c.id, b.target, b.step, pg_temp.of_copy(b.result::text, c.template, c.id, c.copy)::json,
            b.created_at + c.shift, b.expires_at
        FROM copied c JOIN backup b ON b.migration_id = '%1$s'
        """,
        """
        INSERT INTO migration_target (target, position)
        SELECT unnest(m.targets), m.position FROM copied c JOIN migration m ON m.id = c.id
        """,
        """
        INSERT INTO migration_label (key, value, position)
        SELECT key, value, m.position FROM copied c JOIN migration m ON m.id = c.id, jsonb_each_text(m.labels)
        """,
        """
        INSERT INTO migration_word (word, position)
        SELECT lexeme, m.position FROM copied c JOIN migration m ON m.id = c.id, unnest(to_tsvector('simple',
            concat_ws(' ', m.name, m.labels::text, array_to_string(m.targets, ' '),
                (SELECT string_agg(step ->> 'id', ' ') FROM json_array_elements(m.plan -> 'spec' -> 'steps') step))))
        """,
        // Every entry of the audit trail continues the chain of hashes.
        """
        DO $$
        DECLARE
            entry_text text := (SELECT entry FROM audit_entry WHERE entry LIKE '%%%1$s%%' ORDER BY sequence LIMIT 1);
            chain bytea := (SELECT hash FROM audit_head FOR UPDATE);
            last bigint := (SELECT sequence FROM audit_head);
            copied_id uuid;
            copied_text text;
        BEGIN
            FOR copied_id IN SELECT id FROM copied ORDER BY copy LOOP
                copied_text := replace(entry_text, '%1$s', copied_id::text);
                chain := sha256(chain || convert_to(copied_text, 'UTF8'));
                last := last + 1;
                INSERT INTO audit_entry (sequence, entry, hash) VALUES (last, copied_text, chain);
            END LOOP;
            UPDATE audit_head SET sequence = last, hash = chain;
        END $$
        """,
        // One of a hundred was rolled back by a downgrade, if the template was.
        """
        WITH template AS (SELECT d.*, dm.requested_version FROM downgrade_migration dm JOIN downgrade d ON d.id = dm.downgrade
            WHERE dm.migration_id = '%1$s'), copies AS (
            INSERT INTO downgrade (version, target, boundary, include_others, targets, reason, requester, requested_at, state,
                actor, ended_at, caller, idempotency_key)
            SELECT t.version, t.target, t.boundary, t.include_others, t.targets, t.reason, t.requester,
                t.requested_at + c.shift, t.state, t.actor, t.ended_at + c.shift, t.caller, c.id::text
            FROM template t CROSS JOIN copied c WHERE c.copy %% 10 = 0 RETURNING id, idempotency_key)
        INSERT INTO downgrade_migration (downgrade, number, migration_id, other, requested_version)
        SELECT copies.id, 1, copies.idempotency_key::uuid, false, template.requested_version FROM copies CROSS JOIN template
        """,
        "DROP TABLE copied",
    };
    /** For each hundred migrations one freeze, and for each ten one request about a target. */
    private static final String[] OTHERS = {
        """
        INSERT INTO migration_freeze (version, reason, actor, opened_at, open_until, ended_at, break_requests)
        SELECT version, reason, actor, opened_at - i * interval '1 hour', open_until - i * interval '1 hour',
            coalesce(ended_at, open_until) - i * interval '1 hour', break_requests
        FROM (SELECT * FROM migration_freeze ORDER BY id LIMIT 1) f CROSS JOIN generate_series((%1$d + 99) / 100, %2$d / 100) AS i
        """,
        """
        INSERT INTO target_request (target, number, type, request, reason, actor, requested_at, dispatch, state, report,
            finding, answered_at, attempts)
        SELECT target, number + 1 + i, type, request, reason, actor, requested_at, dispatch + 1 + i, state, report, finding,
            answered_at, attempts
        FROM (SELECT * FROM target_request WHERE state = 'ANSWERED' ORDER BY number LIMIT 1) r
            CROSS JOIN generate_series((%1$d + 9) / 10, %2$d / 10) AS i
        """,
    };

    private final PostgresDatabase database;

    FinishedMigrations(PostgresDatabase database) {
        this.database = database;
    }

    /** Prepares dispatch numbers that can be told from other numbers. Required before the migrations that are copied. */
    void prepare() {
        execute("SELECT setval('dispatch_number', %d)".formatted(FIRST_DISPATCH));
    }

    /** Adds the copies with these numbers of a migration that has ended. */
    void copy(String migration, int first, int last) {
        String[] statements = new String[COPIES.length + 2];
        statements[0] = FUNCTION;
        for (int index = 0; index < COPIES.length; index++) {
            statements[index + 1] = COPIES[index].formatted(migration, first, last, DISPATCH_RANGE);
        }
        statements[COPIES.length + 1] = "SELECT setval('dispatch_number', (SELECT max(number) + 256 FROM dispatch))";
        execute(statements);
    }

    /** Adds what else belongs to a history with these numbers. */
    void copyOthers(int first, int last) {
        for (String sql : OTHERS) {
            execute(sql.formatted(first, last));
        }
    }

    /** Brings the statistics up to date, as the server does by itself after some time. */
    void analyze() {
        execute("VACUUM ANALYZE");
    }

    private void execute(String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write into the coordinator's database", e);
        }
    }
}
