package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcSession;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The server of the scratch copies of one target, on which databases are created and dropped. A copy that is in use is
 * locked by a session of its worker, so that the lock ends with the worker.
 */
final class JdbcScratchServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcScratchServer.class);
    private static final String APPLICATION_NAME = "lockstep/rehearsal";
    private static final String COMMENT = "Scratch copy of Lockstep";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** A database without a comment is one whose creation was interrupted. */
    private static final String ABANDONED =
            """
            SELECT d.datname
              FROM pg_database d LEFT JOIN pg_shdescription c ON c.classoid = 'pg_database'::regclass AND c.objoid = d.oid
             WHERE d.datname ~ :pattern AND NOT d.datistemplate AND pg_has_role(d.datdba, 'MEMBER')
               AND (c.description IS NULL OR starts_with(c.description, :comment))
               AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid AND a.backend_type = 'client backend')
             ORDER BY 1""";

    private final JdbcConnections connections;

    JdbcScratchServer(TargetSettings target, PostgresSettings settings) {
        this.connections = new JdbcConnections(PostgresSettings.of(
                new TargetSettings(target.name(), settings.rehearsalUrl(), target.credentials(), target.options())));
    }

    /** Takes a session that holds the lock of the copy until it is released. */
    JdbcSession lock(ScratchName name) {
        JdbcSession session = connections.sessions().take(APPLICATION_NAME);
        try {
            JdbcClient jdbc = client(session);
            jdbc.sql("SELECT set_config('idle_session_timeout', '0', false)"
                            + " WHERE current_setting('idle_session_timeout', true) IS NOT NULL")
                    .query()
                    .listOfRows();
            if (!tryLock(jdbc, name)) {
                throw OperationFailed.retriable(
                        "rehearsal-running", "another worker still uses the scratch copy %s".formatted(name));
            }
            return session;
        } catch (RuntimeException e) {
            connections.sessions().discard(session);
            throw e;
        }
    }

    void release(JdbcSession locked, ScratchName name) {
        try {
            unlock(client(locked), name);
        } catch (DataAccessException e) {
            LOG.atInfo().addKeyValue("database", name).setCause(e).log("the lock of a scratch copy was lost");
        }
        connections.sessions().discard(locked);
    }

    private static boolean tryLock(JdbcClient jdbc, ScratchName name) {
        return jdbc.sql("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
                .param("name", name.value())
                .query(Boolean.class)
                .single();
    }

    private static void unlock(JdbcClient jdbc, ScratchName name) {
        jdbc.sql("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")
                .param("name", name.value())
                .query()
                .listOfRows();
    }

    /**
     * Creates a database, which replaces one with this name. Only its owner may connect to it.
     *
     * @param purpose what the copy is for, for administrators
     */
    void create(ScratchName name, JdbcDatabaseOptions options, String purpose) {
        inSession(session -> {
            JdbcTemplate jdbc = new JdbcTemplate(JdbcConnections.dataSourceOf(session.connection()));
            jdbc.execute(dropStatement(name));
            try {
                jdbc.execute(options.createDatabase(name));
            } catch (DataAccessException e) {
                throw notPermitted(session, e);
            }
            jdbc.execute("COMMENT ON DATABASE %s IS %s"
                    .formatted(name, SqlQuoting.literal("%s: %s. It can be dropped.".formatted(COMMENT, purpose))));
            jdbc.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name));
        });
    }

    private static RuntimeException notPermitted(JdbcSession session, DataAccessException thrown) {
        StepFailure failure = PostgresFailures.of(thrown);
        if (!failure.code().equals(INSUFFICIENT_PRIVILEGE)) {
            return thrown;
        }
        String user = client(session)
                .sql("SELECT quote_ident(current_user)")
                .query(String.class)
                .single();
        return new OperationFailed(
                StepFailure.Permanent.withoutEffect(
                        "rehearsal-not-permitted",
                        ("%s; a rehearsal needs a database of its own. Run ALTER ROLE %s CREATEDB, or set the target's option"
                                        + " rehearsal-url to a server on which the role may create databases")
                                .formatted(failure.message(), user)),
                thrown);
    }

    void drop(ScratchName name) {
        inSession(session -> {
            new JdbcTemplate(JdbcConnections.dataSourceOf(session.connection())).execute(dropStatement(name));
        });
    }

    /** Ends the sessions of this worker that are still connected. */
    private static String dropStatement(ScratchName name) {
        return "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name);
    }

    /** Drops the copies of a target that no worker uses, and returns their number; logs what cannot be dropped. */
    int dropAbandoned(TargetIdentity identity) {
        AtomicInteger dropped = new AtomicInteger();
        inSession(session -> {
            List<ScratchName> abandoned = client(session)
                    .sql(ABANDONED)
                    .param("pattern", ScratchName.patternOf(identity))
                    .param("comment", COMMENT)
                    .query((row, number) -> new ScratchName(row.getString(1)))
                    .list();
            abandoned.stream().filter(name -> dropUnlocked(session, name)).forEach(_ -> dropped.incrementAndGet());
        });
        return dropped.get();
    }

    /** Without FORCE, the statement fails if somebody has connected to the database. */
    private static boolean dropUnlocked(JdbcSession session, ScratchName name) {
        JdbcClient jdbc = client(session);
        if (!tryLock(jdbc, name)) {
            return false;
        }
        try {
            new JdbcTemplate(JdbcConnections.dataSourceOf(session.connection()))
                    .execute("DROP DATABASE IF EXISTS " + name);
            LOG.atInfo().addKeyValue("database", name).log("abandoned scratch copy dropped");
            return true;
        } catch (DataAccessException e) {
            LOG.atWarn().addKeyValue("database", name).setCause(e).log("an abandoned scratch copy was not dropped");
            return false;
        } finally {
            unlock(jdbc, name);
        }
    }

    private void inSession(Consumer<JdbcSession> work) {
        JdbcSession session = connections.sessions().take(APPLICATION_NAME);
        try {
            connections.sessions().allowLongStatements(session);
            work.accept(session);
        } finally {
            connections.sessions().discard(session);
        }
    }

    private static JdbcClient client(JdbcSession session) {
        return JdbcClient.create(JdbcConnections.dataSourceOf(session.connection()));
    }

    @Override
    public void close() {
        connections.close();
    }
}
