package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs statements about objects. */
final class JdbcObjectStatements {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;

    JdbcObjectStatements(JdbcDispatchSession session) {
        this.session = session;
        this.jdbc = session.jdbc();
    }

    /** Runs a statement; if it fails because of the object, the restore is refused. */
    void execute(String object, String sql) {
        try {
            JdbcBackupTransaction.execute(session, sql);
        } catch (DataAccessException e) {
            StepFailure failure = PostgresFailures.of(e);
            if (!isAboutObject(failure)) {
                throw e;
            }
            throw RestoreRefused.because(object, sql, failure.message());
        }
    }

    /** Runs the statements; if one fails, none has an effect, and a later attempt may succeed. */
    Optional<DataAccessException> attempt(List<String> statements) {
        jdbc.sql("SAVEPOINT lockstep_restore").update();
        try {
            statements.forEach(sql -> JdbcBackupTransaction.execute(session, sql));
            jdbc.sql("RELEASE SAVEPOINT lockstep_restore").update();
            return Optional.empty();
        } catch (DataAccessException e) {
            if (!isAboutObject(PostgresFailures.of(e))) {
                throw e;
            }
            jdbc.sql("ROLLBACK TO SAVEPOINT lockstep_restore; RELEASE SAVEPOINT lockstep_restore")
                    .update();
            return Optional.of(e);
        }
    }

    /** Missing permissions and lost connections are no property of the object. */
    private static boolean isAboutObject(StepFailure failure) {
        return failure instanceof StepFailure.Permanent && !failure.code().equals(INSUFFICIENT_PRIVILEGE);
    }
}
