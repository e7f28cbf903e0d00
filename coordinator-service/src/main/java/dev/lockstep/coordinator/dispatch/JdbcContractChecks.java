package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/**
 * Stores the questions about the checks of contracts, and their last answers. All methods take part in the current
 * transaction.
 */
public final class JdbcContractChecks {
    private final JdbcTemplate jdbc;

    public JdbcContractChecks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The last answer of one target.
     *
     * @param isCurrent whether it is an answer to a question of the current round
     * @param results absent if the checks could not run, and before the first answer
     * @param failure why the checks could not run; absent if they could
     */
    public record Answer(
            TargetName target,
            boolean isCurrent,
            @Nullable Instant answeredAt,
            List<CheckResult> results,
            @Nullable String failure) {
        /** Whether all checks of the target are met. */
        public boolean isMet() {
            return isCurrent
                    && failure == null
                    && results.stream().allMatch(result -> Boolean.TRUE.equals(result.met()));
        }
    }

    /**
     * Adds that the checks of these contracts are due at once, and that the time between two rounds is short again.
     * Answers to earlier questions no longer count: they were asked before the time at which the checks became due.
     */
    public static void addAsk(JdbcCombinedStatement statement, Collection<MigrationId> contracts) {
        if (!contracts.isEmpty()) {
            statement.add(
                    "asked_contracts",
                    """
                    INSERT INTO contract_wait (migration_id, due, round, backoff)
                    SELECT migration_id, clock_timestamp(), 0, 0 FROM unnest(?::uuid[]) AS c (migration_id)
                    ON CONFLICT (migration_id) DO UPDATE
                    SET due = excluded.due, backoff = 0, round = contract_wait.round + 1
                    """,
                    (Object) JdbcCombinedStatement.texts(contracts, contract -> contract));
        }
    }

    /** Adds that the checks of these contracts are no longer asked. Their answers are deleted. */
    public static void addEnd(JdbcCombinedStatement statement, Collection<MigrationId> contracts) {
        if (!contracts.isEmpty()) {
            statement.add("ended_contracts", "DELETE FROM contract_wait WHERE migration_id = ANY (?::uuid[])", (Object)
                    JdbcCombinedStatement.texts(contracts, contract -> contract));
        }
    }

    /**
     * Finds the contract whose checks have been due for the longest time, and locks its migration. Skips migrations
     * that another transaction has locked.
     *
     * @param excluded migrations to skip
     */
    public Optional<MigrationId> lockNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        SELECT w.migration_id FROM contract_wait w JOIN migration m ON m.id = w.migration_id
                        WHERE w.due <= clock_timestamp() AND w.migration_id <> ALL (?::uuid[])
                        ORDER BY w.due LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }

    /**
     * Begins the next round, and sets the time of the one after it: after the interval, which doubles each time.
     *
     * @return the number of the round; empty if another transaction has just begun it
     */
    public Optional<Integer> nextRound(MigrationId contract, Duration interval, Duration maxInterval) {
        return jdbc
                .query(
                        """
                        UPDATE contract_wait SET round = round + 1, backoff = least(backoff + 1, 20),
                            due = clock_timestamp() + least(make_interval(secs => ?) * (2 ^ backoff), make_interval(secs => ?))
                        WHERE migration_id = ? AND due <= clock_timestamp() RETURNING round
                        """,
                        (row, _index) -> row.getInt(1),
                        seconds(interval),
                        seconds(maxInterval),
                        contract.value())
                .stream()
                .findFirst();
    }

    /** Keeps that the checks of a target are asked in this round. The last answer stays. */
    public void ask(MigrationId contract, TargetName target, DispatchNumber dispatch, int round) {
        jdbc.update(
                """
                INSERT INTO contract_check (migration_id, target, dispatch, round) VALUES (?, ?, ?, ?)
                ON CONFLICT (migration_id, target) DO UPDATE SET dispatch = excluded.dispatch, round = excluded.round
                """,
                contract.value(),
                target.value(),
                dispatch.value(),
                round);
    }

    /** Those of the dispatches that are the last question to a target. */
    public Set<DispatchNumber> known(Collection<DispatchNumber> dispatches) {
        return Set.copyOf(jdbc.query(
                "SELECT dispatch FROM contract_check WHERE dispatch = ANY (?::bigint[])",
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value)));
    }

    /** Locks the migration of a contract, so that its answers are kept one after the other. */
    public void lock(MigrationId contract) {
        jdbc.query("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", _row -> {}, contract.value());
    }

    /**
     * Keeps an answer, unless a later question was asked.
     *
     * @param failure why the checks could not run; absent if they could
     */
    public void answer(DispatchNumber dispatch, List<CheckResult> results, @Nullable String failure) {
        jdbc.update(
                """
                UPDATE contract_check SET answered_round = round, answered_at = clock_timestamp(), results = ?::json,
                    failure = ? WHERE dispatch = ?
                """,
                LockstepJson.messages().writeValueAsString(results),
                failure,
                dispatch.value());
    }

    /** The last answers of all targets that were asked, in the order of their names. */
    public List<Answer> answers(MigrationId contract) {
        return jdbc.query(
                """
                SELECT c.target, coalesce(c.answered_round = w.round, false), c.answered_at, c.results, c.failure
                FROM contract_check c JOIN contract_wait w USING (migration_id)
                WHERE migration_id = ? ORDER BY c.target
                """,
                JdbcContractChecks::answer,
                contract.value());
    }

    private static Answer answer(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp(3);
        String results = row.getString(4);
        return new Answer(
                new TargetName(row.getString(1)),
                row.getBoolean(2),
                answeredAt == null ? null : answeredAt.toInstant(),
                results == null ? List.of() : LockstepJson.messages().readValue(results, new TypeReference<>() {}),
                row.getString(5));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
