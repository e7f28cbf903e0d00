package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogErrorsTest {
    private static final String OF_COORDINATOR = "{\"message\":\"no\",\"level\":\"ERROR\"}";
    private static final String OF_WORKER = "{\"log\":{\"level\":\"ERROR\"},\"message\":\"no\"}";

    @TempDir
    private Path folder;

    @Nested
    class The_errors_of_a_log {

        @Test
        void are_lines_of_that_level_in_both_formats() throws IOException {
            Path log = log("{\"level\":\"WARN\"}", OF_COORDINATOR, OF_WORKER);

            assertThat(LogErrors.in(log).count()).isEqualTo(2);
        }

        @Test
        void are_not_messages_that_quote_one() throws IOException {
            Path log = log("{\"level\":\"INFO\",\"message\":\"{\\\"level\\\":\\\"ERROR\\\"}\"}");

            assertThat(LogErrors.in(log).count()).isZero();
        }

        @Test
        void are_followed_by_the_next_one() throws IOException {
            LogErrors before = LogErrors.in(log(OF_COORDINATOR));
            assertThat(before.next()).isEmpty();

            log(OF_COORDINATOR, "{\"level\":\"INFO\"}", OF_WORKER, OF_COORDINATOR);

            assertThat(before.next()).contains(OF_WORKER);
        }
    }

    private Path log(String... lines) throws IOException {
        return Files.write(folder.resolve("log"), List.of(lines));
    }
}
