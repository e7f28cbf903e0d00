package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.postgres.script.JdbcScriptExecution.StatementListener;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.sql.SqlStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records the rows, the time and the new locks of each statement of a script. */
final class JdbcStatementRecorder implements StatementListener {
    private static final int MAX_TEXT_LENGTH = 200;
    /** From weak to strong. */
    private static final List<String> MODES = List.of(
            "AccessShareLock",
            "RowShareLock",
            "RowExclusiveLock",
            "ShareUpdateExclusiveLock",
            "ShareLock",
            "ShareRowExclusiveLock",
            "ExclusiveLock",
            "AccessExclusiveLock");

    private static final String ROW_EXCLUSIVE = "RowExclusiveLock";

    /** Without locks on relations of PostgreSQL itself, which have low OIDs. */
    private static final String HELD =
            """
            SELECT relation::bigint, mode FROM pg_catalog.pg_locks
             WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND granted AND relation >= 16384
               AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())""";

    private final JdbcDispatchSession session;
    private final StatementListener next;
    private final Set<Lock> held;
    private final List<Recorded> recorded = new ArrayList<>();
    private long overheadNanos;

    /**
     * Starts before the first statement.
     *
     * @param next is called after each statement too
     */
    JdbcStatementRecorder(JdbcDispatchSession session, StatementListener next) {
        this.session = session;
        this.next = next;
        this.held = readHeld();
    }

    private record Lock(long relation, String mode) {}

    private record Recorded(SqlStatement statement, long rows, long nanos, Set<Lock> locks) {}

    /** A relation that existed before the transaction. */
    private record Relation(long oid, String name, boolean isTable, boolean isSequence) {}

    @Override
    public void executed(SqlStatement statement, long rows, long nanos) {
        long start = System.nanoTime();
        Set<Lock> locks = readHeld();
        locks.removeAll(held);
        held.addAll(locks);
        overheadNanos += System.nanoTime() - start;
        recorded.add(new Recorded(statement, rows, nanos, locks));
        next.executed(statement, rows, nanos);
    }

    private Set<Lock> readHeld() {
        return new HashSet<>(session.jdbc()
                .sql(HELD)
                .query((row, number) -> new Lock(row.getLong(1), row.getString(2)))
                .list());
    }

    /** The time that the recorder itself has taken. */
    long overheadNanos() {
        return overheadNanos;
    }

    List<DryRunFindings.Statement> statements() {
        Map<Long, Relation> relations = relations();
        return recorded.stream()
                .map(statement -> toFinding(statement, relations))
                .toList();
    }

    /** The existing sequences from which the script has taken a number, or whose number it has set. */
    Set<String> advancedSequences() {
        Map<Long, Relation> relations = relations();
        return recorded.stream()
                .flatMap(statement -> statement.locks().stream())
                .filter(lock -> lock.mode().equals(ROW_EXCLUSIVE))
                .flatMap(lock -> Optional.ofNullable(relations.get(lock.relation())).stream())
                .filter(Relation::isSequence)
                .map(Relation::name)
                .collect(Collectors.toSet());
    }

    private static DryRunFindings.Statement toFinding(Recorded recorded, Map<Long, Relation> relations) {
        Optional<Lock> strongest = recorded.locks().stream()
                .filter(lock -> relations.containsKey(lock.relation()))
                .max(Comparator.comparingInt((Lock lock) -> MODES.indexOf(lock.mode()))
                        .thenComparing(lock -> relationOf(lock, relations).isTable())
                        .thenComparing(lock -> relationOf(lock, relations).name(), Comparator.reverseOrder()));
        return new DryRunFindings.Statement(
                beginningOf(recorded.statement()),
                strongest.map(Lock::mode).orElse(null),
                strongest.map(lock -> relationOf(lock, relations).name()).orElse(null),
                recorded.rows(),
                TimeUnit.NANOSECONDS.toMillis(recorded.nanos()));
    }

    private static Relation relationOf(Lock lock, Map<Long, Relation> relations) {
        return Objects.requireNonNull(relations.get(lock.relation()));
    }

    /** The beginning of a statement, on one line. */
    static String beginningOf(SqlStatement statement) {
        return beginningOf(statement.text());
    }

    static String beginningOf(String statement) {
        String line = statement.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT_LENGTH ? line : line.substring(0, MAX_TEXT_LENGTH) + "…";
    }

    /** Another connection does not see the relations that this transaction has created. */
    private Map<Long, Relation> relations() {
        JdbcClient committed = session.connections().singleStatements();
        Long[] oids = recorded.stream()
                .flatMap(statement -> statement.locks().stream())
                .map(Lock::relation)
                .distinct()
                .toArray(Long[]::new);
        Map<Long, Relation> relations = new HashMap<>();
        committed
                .sql(
                        """
                        SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname), c.relkind IN ('r', 'p'),
                               c.relkind = 'S'
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.oid = ANY (CAST(:oids AS oid[]))
                           AND n.nspname NOT IN ('pg_toast', 'lockstep_journal')""")
                .param("oids", oids)
                .query((row, number) ->
                        new Relation(row.getLong(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)))
                .list()
                .forEach(relation -> relations.put(relation.oid(), relation));
        return relations;
    }
}
