package dev.lockstep.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads folders with the form of {@code /proc/<pid>/task}. */
class LinuxProcessStateTest {

    @TempDir
    private Path threads;

    private void thread(String id, String state) throws IOException {
        Path folder = Files.createDirectories(threads.resolve(id));
        Files.writeString(folder.resolve("stat"), "%s (a (b) T) %s 1 1".formatted(id, state));
    }

    @Nested
    class A_process {

        @Test
        void is_stopped_if_all_its_threads_are() throws IOException {
            thread("1", "T");
            thread("2", "t");
            assertThat(LinuxProcessState.areAllStopped(threads)).isTrue();

            thread("3", "S");
            assertThat(LinuxProcessState.areAllStopped(threads)).isFalse();
        }

        @Test
        void is_stopped_even_if_a_thread_ends_while_its_state_is_read() throws IOException {
            thread("1", "T");
            Files.createDirectory(threads.resolve("2"));

            assertThat(LinuxProcessState.areAllStopped(threads)).isTrue();
        }

        @Test
        void that_ends_while_its_threads_are_read_is_not_stopped() throws IOException {
            Files.createDirectory(threads.resolve("1"));

            assertThat(LinuxProcessState.areAllStopped(threads)).isFalse();
            assertThat(LinuxProcessState.areAllStopped(threads.resolve("none"))).isFalse();
        }
    }
}
