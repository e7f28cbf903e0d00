package dev.lockstep.coordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcConflictsTest {
    private static final DispatchNumber DISPATCH = new DispatchNumber(1);
    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcConflicts conflicts = new JdbcConflicts(jdbc);

    private static SagaEvent compensated(String step, long conflicts) {
        return new SagaEvent.Compensated(
                new StepId(step), DISPATCH, new CompensationResult(7, conflicts, null, null, null));
    }

    private MigrationId migration(SagaEvent... journal) {
        UUID id = UUID.randomUUID();
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, ?, '{}', '{t-01}', '', '{}', 'ROLLED_BACK', (SELECT count(*) FROM migration))
                """,
                id,
                id.toString());
        for (int index = 0; index < journal.length; index++) {
            String payload = LockstepJson.messages().writeValueAsString(journal[index]);
            jdbc.update(
                    """
                    INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                    VALUES (?, ?, ?, ?::json, now(), '{}', 'test')
                    """,
                    id,
                    index + 1,
                    LockstepJson.messages().readTree(payload).path("type").asString(),
                    payload);
        }
        return new MigrationId(id);
    }

    @Nested
    class The_conflicts_of_migrations {
        @Test
        void are_those_of_all_compensated_steps() {
            MigrationId one = migration(
                    new SagaEvent.Applied(new StepId("a"), DISPATCH, StepResult.changed(9)),
                    compensated("b", 3),
                    compensated("a", 40));
            MigrationId other = migration(compensated("a", 0));
            MigrationId notAsked = migration(compensated("a", 500));
            assertThat(conflicts.of(List.of(one, other)))
                    .containsOnly(entry(one, 43L), entry(other, 0L))
                    .doesNotContainKey(notAsked);
        }

        @Test
        void are_those_of_the_last_compensation_of_a_step() {
            MigrationId migration = migration(compensated("a", 5), compensated("b", 20), compensated("a", 1));
            assertThat(conflicts.of(List.of(migration))).containsOnly(entry(migration, 21L));
        }

        @Test
        void are_left_out_for_a_migration_without_a_compensated_step() {
            MigrationId migration = migration(new SagaEvent.Applied(new StepId("a"), DISPATCH, StepResult.changed(9)));
            assertThat(conflicts.of(List.of(migration))).isEmpty();
            assertThat(conflicts.of(List.of())).isEmpty();
        }
    }
}
