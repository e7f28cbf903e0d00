package dev.lockstep.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.api.MigrationProgress;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepProgress;
import dev.lockstep.cli.api.StepView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlainProgressTest {

    private static final MigrationProgress PROGRESS = new MigrationProgress(0, 2, null);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Duration time = Duration.ZERO;
    private final PlainProgress progress =
            new PlainProgress(new PrintStream(output, true, StandardCharsets.UTF_8), () -> time.toNanos());

    private void showAfter(int seconds, String state, @Nullable StepProgress done) {
        time = Duration.ofSeconds(seconds);
        StepView step = new StepView(
                "s",
                "main-mongo",
                "mongo.update",
                state,
                1,
                null,
                null,
                done,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        progress.show(new MigrationView(
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
                null));
    }

    private List<String> lines() {
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Nested
    class A_long_step {

        @Test
        void is_reported_every_five_seconds_with_rate_and_remaining_time() {
            showAfter(0, "APPLYING", null);
            showAfter(4, "APPLYING", new StepProgress(1_000, 100_000L, null, null, null));
            showAfter(5, "APPLYING", new StepProgress(2_000, 100_000L, null, null, null));
            showAfter(9, "APPLYING", new StepProgress(3_000, 100_000L, 3_650.5, 27L, null));
            showAfter(130, "APPLYING", new StepProgress(41_000, 100_000L, 3_650.5, 17L, null));

            assertThat(lines())
                    .containsExactly(
                            "p: APPLYING",
                            "  s: APPLYING",
                            "p: 0 of 2 steps",
                            "  s: APPLYING for 5 s: 2,000 of 100,000 (2%)",
                            "p: 0 of 2 steps",
                            "  s: APPLYING for 2 min 10 s: 41,000 of 100,000 (41%), 3,651/s, 17 s left");
        }

        @Test
        void that_is_held_back_is_reported_with_the_reason() {
            showAfter(0, "APPLYING", null);
            showAfter(5, "APPLYING", new StepProgress(0, null, null, null, "replica lag 14.2 s, limit 10 s"));

            assertThat(lines()).endsWith("  s: APPLYING for 5 s: held back: replica lag 14.2 s, limit 10 s");
        }

        @Test
        void is_reported_even_if_it_has_no_progress() {
            showAfter(0, "COMPENSATING", null);
            showAfter(7, "COMPENSATING", null);

            assertThat(lines()).endsWith("  s: COMPENSATING for 7 s");
        }
    }

    @Nested
    class A_step_that_does_not_run {

        @Test
        void is_reported_once() {
            showAfter(0, "STUCK", null);
            showAfter(60, "STUCK", null);

            assertThat(lines()).containsExactly("p: APPLYING", "  s: STUCK", "p: 0 of 2 steps");
        }
    }
}
