package dev.lockstep.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

    private static List<String> command(Map<String, String> environment) {
        return JavaCommand.of("redis-worker", "192m", environment);
    }

    @Nested
    class The_options {

        @Test
        void end_a_jvm_without_memory() {
            assertThat(command(Map.of())).contains("-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-Xmx192m");
        }

        @Test
        void of_the_environment_follow_the_defaults_and_those_of_one_process_come_last() {
            List<String> command = command(Map.of(
                    "LOCKSTEP_JAVA_OPTIONS", " -Xmx300m  -XX:TieredStopAtLevel=4 ",
                    "LOCKSTEP_JAVA_OPTIONS_REDIS_WORKER", "-Xmx400m",
                    "LOCKSTEP_JAVA_OPTIONS_MONGO_WORKER", "-Xmx500m"));

            assertThat(command)
                    .containsSubsequence(
                            "-XX:TieredStopAtLevel=1", "-Xmx192m", "-Xmx300m", "-XX:TieredStopAtLevel=4", "-Xmx400m")
                    .doesNotContain("-Xmx500m", "");
        }

        @Test
        void are_the_same_in_the_images_of_the_services() {
            List<String> options = command(Map.of()).stream()
                    .skip(1)
                    .filter(option -> !option.startsWith("-Xmx"))
                    .toList();

            assertThat(Path.of("../deploy/start")).content().contains(options);
        }

        @Test
        void contain_one_collector() {
            assertThat(command(Map.of("LOCKSTEP_JAVA_OPTIONS", "-XX:+UseG1GC")))
                    .contains("-XX:+UseG1GC")
                    .doesNotContain("-XX:+UseSerialGC");
        }
    }
}
