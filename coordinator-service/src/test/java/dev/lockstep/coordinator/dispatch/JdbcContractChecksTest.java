package dev.lockstep.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class JdbcContractChecksTest {
    private static final MigrationId CONTRACT = new MigrationId(new UUID(0, 7));
    private static final TargetName KEYS = new TargetName("keys");
    private static final TargetName ROWS = new TargetName("rows");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<CheckResult> MET = List.of(new CheckResult("old keys", "0", "0", true));

    private final JdbcTemplate jdbc = TestDatabase.create().jdbc();
    private final JdbcContractChecks checks = new JdbcContractChecks(jdbc);

    @BeforeEach
    void createMigration() {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'plan', '{}', '{}', 'checksum', '{}', 'AWAITING_CONTRACT', 1)
                """,
                CONTRACT.value());
    }

    private void becomeDue() {
        JdbcCombinedStatement statement = new JdbcCombinedStatement();
        JdbcContractChecks.addAsk(statement, List.of(CONTRACT));
        statement.execute(jdbc, "SELECT 1", (row, _index) -> row.getInt(1));
    }

    private int beginRound() {
        return checks.nextRound(CONTRACT, HOUR, HOUR).orElseThrow();
    }

    private static DispatchNumber number(long value) {
        return new DispatchNumber(value);
    }

    private List<Boolean> met() {
        return checks.answers(CONTRACT).stream()
                .map(JdbcContractChecks.Answer::isMet)
                .toList();
    }

    @Nested
    class An_answer {
        @Test
        void counts_in_the_round_of_its_question() {
            becomeDue();
            int round = beginRound();
            checks.ask(CONTRACT, KEYS, number(1), round);
            checks.ask(CONTRACT, ROWS, number(2), round);
            assertThat(met()).containsExactly(false, false);
            checks.answer(number(1), MET, null);
            assertThat(met()).containsExactly(true, false);
            checks.answer(number(2), MET, null);
            assertThat(met()).containsExactly(true, true);
            assertThat(checks.known(Set.of(number(1), number(2), number(3)))).containsOnly(number(1), number(2));
        }

        @Test
        void no_longer_counts_when_the_checks_become_due_anew() {
            becomeDue();
            int round = beginRound();
            checks.ask(CONTRACT, KEYS, number(1), round);
            checks.ask(CONTRACT, ROWS, number(2), round);
            checks.answer(number(1), MET, null);
            becomeDue();
            assertThat(met()).containsExactly(false, false);
            // An answer that was under way says nothing about the time since then either.
            checks.answer(number(2), MET, null);
            assertThat(met()).containsExactly(false, false);
            int next = beginRound();
            checks.ask(CONTRACT, KEYS, number(3), next);
            checks.ask(CONTRACT, ROWS, number(4), next);
            checks.answer(number(3), MET, null);
            checks.answer(number(4), MET, null);
            assertThat(met()).containsExactly(true, true);
        }

        @Test
        void to_an_earlier_question_is_not_kept() {
            becomeDue();
            checks.ask(CONTRACT, KEYS, number(1), beginRound());
            becomeDue();
            checks.ask(CONTRACT, KEYS, number(2), beginRound());
            checks.answer(number(1), MET, null);
            assertThat(met()).containsExactly(false);
            assertThat(checks.answers(CONTRACT).getFirst().answeredAt()).isNull();
        }
    }

    @Nested
    class A_round {
        @Test
        void begins_once_when_it_is_due() {
            becomeDue();
            assertThat(checks.lockNextDue(Set.of())).contains(CONTRACT);
            beginRound();
            assertThat(checks.lockNextDue(Set.of())).isEmpty();
            assertThat(checks.nextRound(CONTRACT, HOUR, HOUR)).isEmpty();
        }
    }
}
