package dev.lockstep.coordinator.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.http.ApiException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcClaimsTest {
    private static final MigrationId EARLIER = new MigrationId(new UUID(0, 1));
    private static final MigrationId LATER = new MigrationId(new UUID(0, 2));
    private static final String PLAN =
            """
            {"spec": {"steps": [{"id": "rows", "target": "pg"}, {"id": "keys", "target": "redis"}]}}
            """;

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcClaims claims = new JdbcClaims(jdbc);

    @BeforeEach
    void createCompletedMigration() {
        insert(EARLIER, "COMPLETED", "pg");
    }

    private void insert(MigrationId migration, String state, String... targets) {
        long position = migration.value().getLeastSignificantBits();
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position, version)
                VALUES (?, ?, '{}', ?, 'checksum', ?::json, ?, ?, 1)
                """,
                migration.value(),
                "plan-" + position,
                targets,
                PLAN,
                state,
                position);
        for (String target : targets) {
            jdbc.update("INSERT INTO migration_target (target, position) VALUES (?, ?)", target, position);
        }
    }

    private void close(MigrationId migration, String leftApplied) {
        jdbc.update(
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                VALUES (?, 1, 'closed.v1', ?::json, clock_timestamp(), '"operator"', 'reason')
                """,
                migration.value(),
                "{\"leftApplied\": [%s]}".formatted(leftApplied));
    }

    @Nested
    class A_rollback_of_a_completed_migration {
        @Test
        void is_refused_after_a_later_migration_that_an_operator_closed_with_a_step_left_on_a_shared_target() {
            insert(LATER, "CLOSED_BY_OPERATOR", "pg", "redis");
            close(LATER, "\"rows\"");
            assertThatExceptionOfType(TargetsClaimedException.class)
                    .isThrownBy(() -> claims.claimAgain(EARLIER))
                    .withMessageContaining(LATER.toString())
                    .withMessageContaining("closed by an operator");
        }

        @Test
        void is_possible_after_a_later_migration_whose_step_on_the_shared_target_was_compensated() {
            insert(LATER, "CLOSED_BY_OPERATOR", "pg", "redis");
            close(LATER, "\"keys\"");
            assertThatNoException().isThrownBy(() -> claims.claimAgain(EARLIER));
        }

        @Test
        void is_refused_after_a_later_completed_one_and_names_it() {
            insert(LATER, "COMPLETED", "pg", "redis");
            assertThatExceptionOfType(TargetsClaimedException.class)
                    .isThrownBy(() -> claims.claimAgain(EARLIER))
                    .withMessageContaining(LATER.toString())
                    .withMessageContaining("roll these back first");
        }

        @Test
        void is_possible_after_a_later_one_on_other_targets_or_that_is_rolled_back() {
            insert(LATER, "COMPLETED", "redis");
            insert(new MigrationId(new UUID(0, 3)), "ROLLED_BACK", "pg");
            assertThatNoException().isThrownBy(() -> claims.claimAgain(EARLIER));
        }
    }

    @Nested
    class The_claims_of_a_downgrade {
        private final TargetName pg = new TargetName("pg");
        private long downgrade;

        @BeforeEach
        void start() {
            insert(LATER, "COMPLETED", "pg", "redis");
            downgrade = Objects.requireNonNull(jdbc.queryForObject(
                    """
                    INSERT INTO downgrade (version, target, boundary, include_others, targets, reason, requester,
                        requested_at, state, actor, caller)
                    VALUES (1, 'pg', 'base', false, '{pg,redis}', 'r', '"alice"', now(), 'RUNNING', '"alice"', 'c')
                    RETURNING id
                    """,
                    Long.class));
            jdbc.update(
                    "INSERT INTO downgrade_migration (downgrade, number, migration_id, other) VALUES (?, 1, ?, false), (?, 2, ?, false)",
                    downgrade,
                    LATER.value(),
                    downgrade,
                    EARLIER.value());
            claims.claimForDowngrade(downgrade, EARLIER, List.of(pg, new TargetName("redis")));
        }

        @Test
        void do_not_prevent_the_rollbacks_of_its_migrations_in_their_order() {
            assertThatExceptionOfType(TargetsClaimedException.class)
                    .isThrownBy(() -> claims.claimAgain(EARLIER))
                    .withMessageContaining("have completed later");
            assertThatNoException().isThrownBy(() -> claims.claimAgain(LATER));
            jdbc.update("UPDATE migration SET state = 'ROLLED_BACK' WHERE id = ?", LATER.value());
            jdbc.update("DELETE FROM target_claim WHERE migration_id = ? AND downgrade IS NULL", LATER.value());
            assertThatNoException().isThrownBy(() -> claims.claimAgain(EARLIER));
        }

        @Test
        void prevent_every_other_claim() {
            MigrationId other = new MigrationId(new UUID(0, 3));
            insert(other, "COMPLETED", "redis");
            assertThatExceptionOfType(TargetsClaimedException.class)
                    .isThrownBy(() -> claims.claimAgain(other))
                    .withMessageContaining("downgrade %d holds the same targets".formatted(downgrade));
            assertThatExceptionOfType(TargetsClaimedException.class)
                    .isThrownBy(() -> claims.claimForRestore(LATER, pg))
                    .withMessageContaining("downgrade " + downgrade);
            MigrationId queued = new MigrationId(new UUID(0, 4));
            insert(queued, "QUEUED", "redis");
            jdbc.update(
                    "INSERT INTO target_claim (target, migration_id, position) VALUES ('redis', ?, 100)",
                    queued.value());
            assertThat(new JdbcQueue(jdbc).firstInQueue()).isEmpty();
            assertThat(new JdbcQueue(jdbc).earlierClaim(queued).orElseThrow().claimant())
                    .hasToString("downgrade " + downgrade);
        }

        @Test
        void are_released_without_those_of_a_rollback_that_runs() {
            claims.claimAgain(LATER);
            claims.releaseAfterDowngrade(downgrade);
            assertThat(claims.claimants(List.of(pg)))
                    .extracting(Claimant::toString)
                    .containsExactly(LATER.toString());
        }

        @Test
        void stay_when_the_migration_in_whose_name_they_are_is_rolled_back() {
            JdbcCombinedStatement release = new JdbcCombinedStatement();
            JdbcClaims.addRelease(release, List.of(EARLIER));
            release.execute(jdbc, "SELECT 1", (row, _index) -> row.getInt(1));
            assertThat(claims.claimants(List.of(pg)))
                    .extracting(Claimant::toString)
                    .containsExactly("downgrade " + downgrade);
        }
    }

    @Nested
    class Claimants_of_a_target {
        @Test
        void say_that_there_are_more_than_they_name() {
            for (int number = 1; number <= 21; number++) {
                MigrationId queued = new MigrationId(new UUID(0, 100 + number));
                insert(queued, "QUEUED", "mongo-" + number);
                jdbc.update(
                        "INSERT INTO target_claim (target, migration_id, position) VALUES ('mongo', ?, ?)",
                        queued.value(),
                        number);
                assertThat(Claimant.reason(claims.claimants(List.of(new TargetName("mongo"))))
                                .contains("and more"))
                        .isEqualTo(number == 21);
            }
        }
    }

    @Nested
    class During_a_freeze {
        @BeforeEach
        void freeze() {
            jdbc.update(
                    """
                    INSERT INTO migration_freeze (version, reason, actor, opened_at, break_requests)
                    VALUES (1, 'end of the year', '"alice"', '2026-12-01T22:00:00Z', '[]')
                    """);
            jdbc.update("UPDATE freeze_state SET open_freeze = (SELECT id FROM migration_freeze)");
        }

        @Test
        void a_completed_migration_is_not_rolled_back() {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> claims.claimAgain(EARLIER))
                    .withMessageContaining(
                            "because of the freeze that alice began at 2026-12-01T22:00:00Z: end of the year");
        }

        @Test
        void no_target_is_claimed_for_a_restore() {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> claims.claimForRestore(EARLIER, new TargetName("pg")))
                    .withMessageContaining("alice");
        }

        @Test
        void no_queued_migration_is_first() {
            insert(LATER, "QUEUED", "redis");
            assertThat(new JdbcQueue(jdbc).firstInQueue()).isEmpty();
            jdbc.update("UPDATE freeze_state SET open_until = clock_timestamp()");
            assertThat(new JdbcQueue(jdbc).firstInQueue())
                    .extracting(JdbcQueue.QueuedMigration::migration)
                    .containsExactly(LATER);
        }
    }
}
