package dev.lockstep.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.database.TestDatabase;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcTargetFencesTest {
    private static final TargetName KEYS = new TargetName("keys");
    private static final TargetName ROWS = new TargetName("rows");
    private static final TargetIdentity FIRST = new TargetIdentity(new UUID(0, 1));
    private static final TargetIdentity SECOND = new TargetIdentity(new UUID(0, 2));

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcTargetFences fences = new JdbcTargetFences(jdbc);

    private static AcceptedDispatch accepted(TargetIdentity identity, long dispatch) {
        return new AcceptedDispatch(identity, new DispatchNumber(dispatch));
    }

    private void report(Map<TargetName, AcceptedDispatch> reported) {
        JdbcCombinedStatement statement = new JdbcCombinedStatement();
        JdbcTargetFences.addRaise(statement, reported);
        statement.execute(jdbc, "SELECT 1", (row, _index) -> row.getInt(1));
    }

    private Map<TargetName, AcceptedDispatch> read(TargetName... targets) {
        String names = "ARRAY['%s']"
                .formatted(String.join(
                        "', '", Stream.of(targets).map(TargetName::value).toList()));
        return JdbcTargetFences.parse(jdbc.queryForObject("SELECT " + JdbcTargetFences.select(names), String.class));
    }

    @Nested
    class A_reported_dispatch {
        @Test
        void is_known_of_its_target_alone() {
            assertThat(read(KEYS, ROWS)).isEmpty();
            assertThat(fences.find(KEYS)).isEmpty();
            report(Map.of(KEYS, accepted(FIRST, 5)));
            assertThat(read(KEYS, ROWS)).containsOnly(Map.entry(KEYS, accepted(FIRST, 5)));
            assertThat(read(ROWS)).isEmpty();
            assertThat(fences.find(KEYS)).contains(accepted(FIRST, 5));
        }

        @Test
        void replaces_a_lower_one_of_the_same_database() {
            report(Map.of(KEYS, accepted(FIRST, 5), ROWS, accepted(SECOND, 6)));
            report(Map.of(KEYS, accepted(FIRST, 7), ROWS, accepted(SECOND, 4)));
            assertThat(read(KEYS, ROWS))
                    .containsOnly(Map.entry(KEYS, accepted(FIRST, 7)), Map.entry(ROWS, accepted(SECOND, 6)));
        }

        @Test
        void of_another_database_replaces_also_a_higher_one() {
            report(Map.of(KEYS, accepted(FIRST, 5)));
            report(Map.of(KEYS, accepted(SECOND, 3)));
            assertThat(fences.find(KEYS)).contains(accepted(SECOND, 3));
        }
    }

    @Nested
    class A_lower_fence_that_is_accepted {
        private static final int CHECK = 1;

        @BeforeEach
        void check() {
            jdbc.update(
                    """
                    INSERT INTO target_request
                        (target, number, type, request, actor, requested_at, dispatch, state, attempts)
                    VALUES ('keys', ?, 'target.drift', '{}', '{}', now(), 10, 'ANSWERED', 1)
                    """,
                    CHECK);
        }

        @Test
        void is_known_from_then_on() {
            report(Map.of(KEYS, accepted(FIRST, 5), ROWS, accepted(FIRST, 5)));
            fences.lower(KEYS, new DispatchNumber(2), CHECK);
            assertThat(read(KEYS, ROWS))
                    .containsOnly(Map.entry(KEYS, accepted(FIRST, 2)), Map.entry(ROWS, accepted(FIRST, 5)));
        }

        @Test
        void never_raises_what_the_target_has_reported() {
            report(Map.of(KEYS, accepted(FIRST, 5)));
            fences.lower(KEYS, new DispatchNumber(9), CHECK);
            assertThat(fences.find(KEYS)).contains(accepted(FIRST, 5));
        }

        @Test
        void leaves_what_the_target_has_reported_after_the_check() {
            report(Map.of(KEYS, accepted(FIRST, 11)));
            fences.lower(KEYS, new DispatchNumber(2), CHECK);
            assertThat(fences.find(KEYS)).contains(accepted(FIRST, 11));
        }
    }
}
