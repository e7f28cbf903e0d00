package dev.lockstep.stack.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFingerprintTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() {
        file = folder.resolve("settings");
        new SettingsFingerprint(file).write(ProcessSettings.of(Map.of("port", "1", "password", "secret", "old", "x")));
    }

    @Nested
    class The_differences {

        @Test
        void are_empty_for_the_same_settings() {
            ProcessSettings same = ProcessSettings.of(Map.of("port", "1", "password", "secret", "old", "x"));

            assertThat(new SettingsFingerprint(file).differences(same)).isEmpty();
        }

        @Test
        void name_the_settings_that_were_added_removed_or_changed() {
            ProcessSettings other = ProcessSettings.of(Map.of("port", "1", "password", "other", "new", "y"));

            assertThat(new SettingsFingerprint(file).differences(other))
                    .containsExactly("new added", "old removed", "password changed");
        }

        @Test
        void are_reported_if_the_settings_were_not_recorded() throws IOException {
            ProcessSettings settings = ProcessSettings.of(Map.of());
            Path damaged = Files.writeString(folder.resolve("damaged"), "no salt\n");

            assertThat(new SettingsFingerprint(folder.resolve("none")).differences(settings))
                    .containsExactly("they are not recorded");
            assertThat(new SettingsFingerprint(damaged).differences(settings)).containsExactly("they are not recorded");
        }
    }

    @Nested
    class The_file {

        @Test
        void contains_no_value_and_no_hash_that_another_file_contains() throws IOException {
            Path other = folder.resolve("other");
            new SettingsFingerprint(other).write(ProcessSettings.of(Map.of("password", "secret")));

            assertThat(file).content().contains("password").doesNotContain("secret");
            assertThat(Files.readAllLines(file)).doesNotContainAnyElementsOf(Files.readAllLines(other));
        }

        @Test
        void can_be_read_by_its_owner_only() throws IOException {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }
}
