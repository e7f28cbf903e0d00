package dev.lockstep.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.api.MigrationProgress;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepProgress;
import dev.lockstep.cli.api.StepView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private static final MigrationProgress PROGRESS = new MigrationProgress(1, 3, 50L);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final TerminalProgress progress =
            new TerminalProgress(new PrintStream(output, true, StandardCharsets.UTF_8));

    private static MigrationView migration(String state, long done) {
        StepView step = new StepView(
                "s",
                "main-redis",
                "redis.transform",
                state,
                1,
                null,
                null,
                new StepProgress(done, 100L, 12.4, 200L, null),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new MigrationView(
                "m",
                "p",
                "APPLYING",
                false,
                false,
                1,
                1,
                null,
                null,
                PROGRESS,
                null,
                null,
                null,
                null,
                null,
                List.of(step),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class A_bar {

        @Test
        void shows_the_progress_of_an_apply() {
            progress.show(migration("APPLYING", 50));

            assertThat(output())
                    .contains("█".repeat(12) + "░".repeat(12) + " APPLYING 50 of 100 (50%), 12/s, 3 min 20 s left");
        }

        @Test
        void follows_the_number_of_steps_and_the_remaining_time_of_the_migration() {
            progress.show(migration("APPLYING", 50));

            assertThat(output()).contains("p: APPLYING, 1 of 3 steps, 50 s left");
        }

        @Test
        void empties_while_the_step_is_compensated() {
            progress.show(migration("COMPENSATING", 75));

            assertThat(output()).contains("█".repeat(6) + "░".repeat(18) + " COMPENSATING 75 of 100");
        }

        @Test
        void is_drawn_over_the_previous_one() {
            progress.show(migration("APPLYING", 1));
            progress.show(migration("APPLYING", 2));

            assertThat(output()).contains("\u001b[2A");
        }
    }
}
