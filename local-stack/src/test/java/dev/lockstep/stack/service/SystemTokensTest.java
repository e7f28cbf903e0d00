package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTokensTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private SystemTokens createdAt(Instant now) throws IOException {
        SystemTokens tokens = SystemTokens.createIn(directory(), now);
        if (now.equals(START)) {
            for (String file : new String[] {"token", "metrics-token"}) {
                Files.setLastModifiedTime(directory().root().resolve(file), FileTime.from(START));
            }
        }
        return tokens;
    }

    private StackDirectory directory() {
        return new StackDirectory(folder.resolve(".lockstep"));
    }

    @Nested
    class The_tokens_of_a_system {

        @Test
        void are_generated_once_and_kept_in_files_of_their_owner() throws IOException {
            assertThat(SystemTokens.adminIn(directory())).isEmpty();

            SystemTokens tokens = createdAt(START);

            assertThat(tokens.admin()).startsWith("lockstep_").isNotEqualTo(tokens.metrics());
            assertThat(createdAt(START.plus(Duration.ofDays(200)))).isEqualTo(tokens);
            assertThat(SystemTokens.adminIn(directory())).contains(tokens.admin());
            for (String file : new String[] {"token", "metrics-token"}) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory().root().resolve(file))))
                        .isEqualTo("rw-------");
            }
        }

        @Test
        void are_renewed_before_the_coordinator_refuses_them() throws IOException {
            SystemTokens tokens = createdAt(START);

            SystemTokens renewed = createdAt(START.plus(Duration.ofDays(301)));

            assertThat(renewed.admin()).isNotEqualTo(tokens.admin());
            assertThat(SystemTokens.adminIn(directory())).contains(renewed.admin());
        }

        @Test
        void are_not_part_of_their_text() {
            SystemTokens tokens = SystemTokens.generate();

            assertThat(tokens.toString()).doesNotContain(tokens.admin(), tokens.metrics(), tokens.application());
        }
    }

    @Nested
    class The_environment_of_a_service {

        @Test
        void has_only_the_hash_of_the_administrators_token() {
            SystemTokens tokens = new SystemTokens("abc", "m", "p");

            assertThat(tokens.environment(LockstepService.COORDINATOR))
                    .containsOnly(
                            Map.entry(
                                    "LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256",
                                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                            Map.entry("LOCKSTEP_ACCESS_METRICS_TOKEN", "m"));
            assertThat(tokens.environment(LockstepService.REDIS_WORKER))
                    .containsOnly(Map.entry("LOCKSTEP_ACCESS_METRICS_TOKEN", "m"));
            assertThat(tokens.environment(LockstepService.APPLICATION))
                    .containsOnly(Map.entry("SAMPLE_ACCESS_TOKEN", "p"));
        }

        @Test
        void keeps_the_variables_of_the_user() {
            Map<String, String> user = Map.of("LOCKSTEP_ACCESS_METRICS_TOKEN", "other", "PATH", "/bin");

            assertThat(SystemTokens.variables(user)).containsOnlyKeys("LOCKSTEP_ACCESS_METRICS_TOKEN");
            assertThat(new SystemTokens("a", "m", "p").overriddenBy(user))
                    .isEqualTo(new SystemTokens("a", "other", "p"));
            assertThat(new SystemTokens("a", "m", "p").overriddenBy(Map.of()))
                    .isEqualTo(new SystemTokens("a", "m", "p"));
        }
    }
}
