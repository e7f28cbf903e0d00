package dev.lockstep.coordinator.downgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Completed;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Found;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Versioned;
import dev.lockstep.coordinator.http.ApiException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class BoundaryFinderTest {
    private static final TargetName TARGET = new TargetName("pg");
    private static final int LIMIT = DowngradePlanner.MAX_MIGRATIONS + 1;

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcDowngradeSets sets = new JdbcDowngradeSets(jdbc);
    private final BoundaryFinder boundaries = new BoundaryFinder(sets);

    /** Inserts migrations with these positions, which are their versions too. */
    private void insert(String state, int first, int last) {
        insert(
                state,
                first,
                last,
                "[{\"target\": \"pg\", \"operation\": {\"type\": \"postgres.sql\", \"version\": \"%s\"}}]");
    }

    private void insert(String state, int first, int last, String steps) {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position, version)
                SELECT gen_random_uuid(), 'plan-' || n, '{}', '{pg}', 'checksum',
                    format('{"spec": {"steps": %s}}', format(?, n))::json, ?, n, 1
                FROM generate_series(?, ?) AS n
                """,
                steps, state, first, last);
        jdbc.update("INSERT INTO migration_target (target, position) SELECT 'pg', generate_series(?, ?)", first, last);
    }

    private long find(String version) {
        return boundaries
                .find(TARGET, new Boundary(Boundary.Kind.VERSION, version))
                .map(Completed::position)
                .orElseThrow();
    }

    private void assertRefused(Boundary boundary, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> boundaries.find(TARGET, boundary))
                .withMessageContaining(text);
    }

    @Nested
    class A_version {
        @Test
        void is_found_as_long_as_no_more_migrations_came_later_than_a_downgrade_rolls_back() {
            insert("COMPLETED", 1, LIMIT + 1);
            assertThat(find("2")).isEqualTo(2);
            for (Boundary.Kind kind : List.of(Boundary.Kind.VERSION, Boundary.Kind.ANY)) {
                assertRefused(new Boundary(kind, "1"), "more than 200 completed migrations");
            }
        }

        @Test
        void that_does_not_exist_is_not_found_if_all_were_read() {
            insert("COMPLETED", 1, LIMIT - 1);
            assertRefused(new Boundary(Boundary.Kind.VERSION, "0"), "has no completed version");
        }

        @Test
        void of_a_contract_step_is_not_one_of_its_migration() {
            insert(
                    "COMPLETED",
                    1,
                    1,
                    """
                    [{"target": "pg", "operation": {"type": "postgres.sql", "version": "%1$s.1"}},
                     {"target": "pg", "phase": "contract", "operation": {"type": "postgres.sql", "version": "%1$s.2"}},
                     {"target": "pg", "phase": "expand", "operation": {"type": "postgres.sql", "version": "%1$s.3"}},
                     {"target": "other", "operation": {"type": "postgres.sql", "version": "%1$s.4"}},
                     {"target": "pg", "operation": {"type": "postgres.create-index", "version": "%1$s.5"}}]
                    """);
            assertThat(sets.versioned(TARGET, LIMIT).migrations())
                    .extracting(Versioned::versions)
                    .containsExactly(List.of("1.1", "1.3"));
            assertThat(find("1.3")).isEqualTo(1);
            assertRefused(new Boundary(Boundary.Kind.VERSION, "1.2"), "has no completed version");
        }
    }

    @Nested
    class Migrations_that_did_not_complete {
        @Test
        void are_read_up_to_a_limit() {
            insert("COMPLETED", 1, 1);
            insert("ROLLED_BACK", 2, JdbcDowngradeSets.MAX_SCANNED);
            assertThat(find("1")).isEqualTo(1);
            insert("ROLLED_BACK", JdbcDowngradeSets.MAX_SCANNED + 1, JdbcDowngradeSets.MAX_SCANNED + 1);
            assertRefused(new Boundary(Boundary.Kind.VERSION, "0"), "or 10000 of any outcome");
            Found<Completed> later = sets.later(Map.of(TARGET, 0L), LIMIT);
            assertThat(later.isWhole()).isFalse();
            assertThat(sets.later(Map.of(TARGET, 1L), LIMIT)).isEqualTo(new Found<>(List.of(), true));
        }

        @Test
        void do_not_count_as_later_ones() {
            insert("COMPLETED", 1, 2);
            insert("ROLLED_BACK", 3, 5);
            insert("COMPLETED", 6, 6);
            Found<Completed> later = sets.later(Map.of(TARGET, 1L), LIMIT);
            assertThat(later.isWhole()).isTrue();
            assertThat(later.migrations()).extracting(Completed::position).containsExactly(6L, 2L);
        }

        @Test
        void and_completed_ones_beyond_the_limit_are_not_whole() {
            insert("COMPLETED", 1, LIMIT);
            assertThat(sets.later(Map.of(TARGET, 0L), LIMIT).isWhole()).isFalse();
            assertThat(sets.later(Map.of(TARGET, 1L), LIMIT).isWhole()).isTrue();
        }
    }
}
