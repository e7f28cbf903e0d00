package dev.lockstep.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.worker.StoreTool;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreToolsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private Optional<String> run(ScriptedTool tool, Duration timeout, Runnable checkpoint, OutputStream file)
            throws IOException {
        return new StoreTools(tool.settings(timeout, false), "/usr/bin:/bin")
                .run(tool, checkpoint, made -> made.writeTo(file));
    }

    private Optional<String> run(ScriptedTool tool) throws IOException {
        return run(tool, LONG, () -> {}, output);
    }

    private String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static boolean isRunning(Path pid) {
        try {
            return Files.exists(pid)
                    && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                            .filter(ProcessHandle::isAlive)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    @Nested
    class A_tool {
        @Test
        void writes_its_output_and_tells_its_version() throws IOException {
            assertThat(run(ScriptedTool.of(directory, "printf content"))).contains("15.3");
            assertThat(text()).isEqualTo("content");
        }

        @Test
        void gets_credentials_in_a_private_file_that_is_deleted() throws IOException {
            run(ScriptedTool.of(directory, "f=${1#--file=}; stat -c '%a %n' $f $(dirname $f); cat $f"));

            String[] lines = text().split("\n", -1);
            assertThat(lines[0]).startsWith("600 ");
            assertThat(lines[1]).startsWith("700 ");
            assertThat(lines[2]).isEqualTo(ScriptedTool.SECRET);
            assertThat(Path.of(lines[1].substring("700 ".length()))).doesNotExist();
        }

        @Test
        void gets_nothing_else_of_the_environment_of_the_worker() throws IOException {
            run(ScriptedTool.of(directory, "env | sed 's/=.*//' | sort | tr '\\n' ' '"));

            assertThat(Stream.of(text().split(" ", -1)).filter(name -> !name.matches("|PWD|SHLVL|OLDPWD|_")))
                    .containsExactly("HOME", "LC_ALL", "PATH", "PGSERVICEFILE");
        }

        @Test
        void that_fails_says_so_without_its_secrets_and_with_the_end_of_its_errors() {
            ScriptedTool tool = ScriptedTool.of(
                    directory,
                    "i=0; while [ $i -lt 2000 ]; do echo noise >&2; i=$((i+1)); done; cat ${1#--file=} >&2; exit 3");

            assertThatThrownBy(() -> run(tool))
                    .isInstanceOf(ToolUnusable.class)
                    .hasMessageStartingWith("pg_dump failed with exit code 3: …")
                    .hasMessageEndingWith("***")
                    .message()
                    .doesNotContain(ScriptedTool.SECRET)
                    .hasSizeLessThan(2_600);
        }

        @Test
        void that_takes_too_long_is_ended_with_its_children() {
            Path child = directory.resolve("child");
            ScriptedTool tool = ScriptedTool.of(directory, "sleep 300 & echo $! > %s; wait".formatted(child));

            assertThatThrownBy(() -> run(tool, Duration.ofSeconds(1), () -> {}, output))
                    .isInstanceOf(ToolUnusable.class)
                    .hasMessageContaining("took longer than lockstep.backups.tools.timeout (PT1S)");
            await().atMost(WAIT).until(() -> !isRunning(child));
        }

        @Test
        void is_ended_with_its_children_when_the_dispatch_stops() {
            Path child = directory.resolve("child");
            ScriptedTool tool = ScriptedTool.of(directory, "sleep 300 & echo $! > %s; wait".formatted(child));
            Runnable stopWhenStarted = () -> {
                if (isRunning(child)) {
                    throw new IllegalStateException("superseded");
                }
            };

            assertThatThrownBy(() -> run(tool, LONG, stopWhenStarted, output)).hasMessage("superseded");
            await().atMost(WAIT).until(() -> !isRunning(child));
        }

        @Test
        void is_ended_if_its_output_cannot_be_stored() {
            Path self = directory.resolve("self");
            ScriptedTool tool = ScriptedTool.of(directory, "echo $$ > %s; cat /dev/zero".formatted(self));
            OutputStream full = new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    throw new IOException("no room");
                }
            };

            assertThatThrownBy(() -> run(tool, LONG, () -> {}, full))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no room");
            await().atMost(WAIT).until(() -> !isRunning(self));
        }

        @Test
        void is_not_called_if_its_version_does_not_fit() throws IOException {
            ScriptedTool tool = ScriptedTool.of(directory, "printf content");
            Files.writeString(tool.program(), "#!/bin/sh\necho pg_dump 14.9\n");

            assertThatThrownBy(() -> run(tool)).isInstanceOf(ToolUnusable.class).hasMessage("pg_dump 14.9 is older");
            assertThat(output.size()).isZero();
        }

        @Test
        void that_is_not_a_program_says_so() throws IOException {
            ScriptedTool tool = ScriptedTool.of(directory, "");
            Files.writeString(tool.program(), "\u0000not a program");

            assertThatThrownBy(() -> run(tool)).isInstanceOf(ToolUnusable.class).hasMessageContaining("pg_dump");
        }
    }

    @Nested
    class A_setting {
        private Optional<String> runWith(String setting, String path, boolean required) throws IOException {
            return new StoreTools(new ToolSettings(setting, "never", "never", LONG, required), path)
                    .run(ScriptedTool.of(directory, "printf content"), () -> {}, made -> made.writeTo(output));
        }

        @Test
        void auto_takes_the_tool_on_the_path_or_none() throws IOException {
            assertThat(runWith("auto", "relative:/nowhere", false)).isEmpty();
            assertThat(runWith("auto", "/nowhere:" + directory, false)).isPresent();
        }

        @Test
        void never_takes_none() throws IOException {
            assertThat(runWith("never", directory.toString(), false)).isEmpty();
        }

        @Test
        void with_a_path_needs_the_program_there() {
            assertThatThrownBy(() -> runWith("/nowhere/pg_dump", "", false))
                    .isInstanceOf(ToolUnusable.class)
                    .hasMessage("pg_dump is not an executable file at /nowhere/pg_dump");
        }

        @Test
        void that_requires_the_tool_names_what_is_missing() {
            assertThatThrownBy(() -> runWith("auto", "/nowhere", true)).hasMessageContaining("not on the PATH");
            assertThatThrownBy(() -> runWith("never", "", true)).hasMessageContaining("never");
        }

        @Test
        void that_is_neither_word_nor_path_is_refused() {
            assertThatThrownBy(() -> runWith("pg_dump", "", false))
                    .hasMessage(
                            "lockstep.backups.tools.pg-dump is \"pg_dump\"; expected auto, never or an absolute path");
        }
    }

    @Nested
    class Versions {
        @Test
        void are_compared_by_their_first_number() {
            assertThat(StoreTool.isOlder("15.18", "18.6")).isTrue();
            assertThat(StoreTool.isOlder("15.3", "15.18 (Debian 15.18-0+deb12u1)"))
                    .isFalse();
            assertThat(StoreTool.isOlder("18.1", "15.18")).isFalse();
        }
    }
}
