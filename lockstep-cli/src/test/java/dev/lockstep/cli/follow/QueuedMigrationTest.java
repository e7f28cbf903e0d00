package dev.lockstep.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.api.MigrationView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueuedMigrationTest {
    private static final String REASON = "target \"main-redis\" is claimed by the earlier migration m-0";
    private static final MigrationView QUEUED = new MigrationView(
            "m", "p", "QUEUED", false, false, 1, 1, null, REASON, null, null, null, null, null, null, List.of(), null,
            null, null, null, null, null, null);

    private static String printed(boolean onTerminal) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        ProgressDisplay display = onTerminal ? new TerminalProgress(stream) : new PlainProgress(stream, () -> 0);
        display.show(QUEUED);
        return output.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class The_reason_why_it_waits {
        @Test
        void follows_the_state_as_the_coordinator_states_it() {
            assertThat(OutcomeSummary.headline(QUEUED)).isEqualTo("Migration p is QUEUED: " + REASON);
            assertThat(printed(true)).contains("p: QUEUED: " + REASON);
            assertThat(printed(false)).contains("p: QUEUED: " + REASON);
        }
    }
}
