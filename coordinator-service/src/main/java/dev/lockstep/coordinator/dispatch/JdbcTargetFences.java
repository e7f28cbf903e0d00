package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores the last dispatch that each target has reported as accepted. All methods take part in the current transaction.
 */
public final class JdbcTargetFences {
    private final JdbcTemplate jdbc;

    public JdbcTargetFences(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A subquery for the fences of targets as one value, which {@link #parse} reads.
     *
     * @param targets an array of names, as SQL
     */
    public static String select(String targets) {
        return "(SELECT json_agg(f) FROM target_fence f WHERE f.target = ANY (%s))".formatted(targets);
    }

    /**
     * Reads the value of {@link #select}.
     *
     * @param json absent if no target has reported a dispatch
     */
    public static Map<TargetName, AcceptedDispatch> parse(@Nullable String json) {
        return json == null
                ? Map.of()
                : Stream.of(LockstepJson.messages().readValue(json, Row[].class))
                        .collect(Collectors.toMap(Row::target, Row::accepted));
    }

    private record Row(TargetName target, TargetIdentity identity, DispatchNumber dispatch) {
        AcceptedDispatch accepted() {
            return new AcceptedDispatch(identity, dispatch);
        }
    }

    /** Adds what targets have reported. A number of another database replaces the last one, even if it is lower. */
    public static void addRaise(JdbcCombinedStatement statement, Map<TargetName, AcceptedDispatch> reported) {
        if (!reported.isEmpty()) {
            Collection<Map.Entry<TargetName, AcceptedDispatch>> rows = reported.entrySet();
            statement.add(
                    "raised_fences",
                    """
                    INSERT INTO target_fence AS f (target, identity, dispatch)
                    SELECT target, identity, dispatch FROM unnest(?::text[], ?::uuid[], ?::bigint[])
                        AS r (target, identity, dispatch) ORDER BY target
                    ON CONFLICT (target) DO UPDATE SET identity = excluded.identity, dispatch = CASE
                        WHEN f.identity = excluded.identity THEN greatest(f.dispatch, excluded.dispatch)
                        ELSE excluded.dispatch END
                    """,
                    JdbcCombinedStatement.texts(rows, Map.Entry::getKey),
                    JdbcCombinedStatement.texts(rows, row -> row.getValue().identity()),
                    JdbcCombinedStatement.numbers(
                            rows, row -> row.getValue().dispatch().value()));
        }
    }

    /** What the target has reported; empty if it has not yet. */
    public Optional<AcceptedDispatch> find(TargetName target) {
        return jdbc
                .query(
                        "SELECT identity, dispatch FROM target_fence WHERE target = ?",
                        (row, _index) -> new AcceptedDispatch(
                                new TargetIdentity(row.getObject(1, UUID.class)), new DispatchNumber(row.getLong(2))),
                        target.value())
                .stream()
                .findFirst();
    }

    /**
     * Accepts that the target has lost what it had reported above this fence.
     *
     * @param check the request that has found the fence; what the target has reported of later dispatches stays
     */
    public void lower(TargetName target, DispatchNumber fence, int check) {
        jdbc.update(
                """
                UPDATE target_fence f SET dispatch = ? FROM target_request r
                WHERE f.target = ? AND f.dispatch > ? AND r.target = f.target AND r.number = ? AND f.dispatch < r.dispatch
                """,
                fence.value(),
                target.value(),
                fence.value(),
                check);
    }
}
