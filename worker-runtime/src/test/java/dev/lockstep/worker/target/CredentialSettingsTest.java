package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.TargetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialSettingsTest {
    @TempDir
    private Path directory;

    private Path password;

    @BeforeEach
    void writePassword() throws IOException {
        password = Files.writeString(directory.resolve("password"), "first\n");
    }

    private static TargetSettings read(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        properties.put("lockstep.targets.shop.url", "memory:");
        settings.forEach((name, value) -> properties.put("lockstep.targets.shop." + name, value));
        return TargetSettingsReader.read(List.of(properties)).getFirst();
    }

    private CredentialSource fromFile() {
        return read(Map.of("username", "shop", "password-file", password.toString()))
                .credentials();
    }

    @Nested
    class A_credential_file {
        @ParameterizedTest
        @CsvSource({"first", "'first\n'", "'first\r\n'"})
        void contains_the_credential_and_at_most_a_newline(String content) throws IOException {
            Files.writeString(password, content);
            assertThat(fromFile().current()).isEqualTo(new Credentials("shop", "first"));
        }

        @Test
        void keeps_other_white_space() throws IOException {
            Files.writeString(password, " a b \n\n");
            assertThat(fromFile().current().password()).isEqualTo(" a b \n");
        }

        @Test
        void can_contain_the_user_name_too() throws IOException {
            Path user = Files.writeString(directory.resolve("user"), "other");
            CredentialSource source = read(Map.of(
                            "username-file", user.toString(), "password-file", password.toString()))
                    .credentials();
            assertThat(source.current()).isEqualTo(new Credentials("other", "first"));
        }

        @Test
        void is_no_option_of_the_store() {
            assertThat(read(Map.of("password-file", password.toString(), "batch-size", "1"))
                            .options())
                    .containsOnlyKeys("batch-size");
        }
    }

    @Nested
    class A_file_that_cannot_be_used {
        @Test
        void is_refused_with_its_path() throws IOException {
            Path missing = directory.resolve("missing");
            assertRefused(Map.of("password-file", missing.toString()), missing + " cannot be read");
            assertRefused(Map.of("password-file", directory.toString()), directory + " cannot be read");
            Path empty = Files.writeString(directory.resolve("empty"), "\n");
            assertRefused(Map.of("password-file", empty.toString()), empty + " is empty");
            Path large = Files.writeString(directory.resolve("large"), "x".repeat(20_000));
            assertRefused(Map.of("password-file", large.toString()), large + " has more than 16384 bytes");
            assertRefused(Map.of("username-file", "relative/path"), "\"relative/path\"; expected an absolute path");
            assertRefused(
                    Map.of("password", "x", "password-file", password.toString()),
                    "both password and password-file are set");
        }

        private void assertRefused(Map<String, String> settings, String message) {
            assertThatThrownBy(() -> read(settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("target shop: ")
                    .hasMessageContaining(message);
        }
    }

    @Nested
    class A_changed_file {
        @Test
        void changes_the_credentials_at_the_next_refresh() throws IOException {
            CredentialSource source = fromFile();
            assertThat(source.refresh()).isFalse();
            Files.writeString(password, "second");
            assertThat(source.current().password()).isEqualTo("first");
            assertThat(source.refresh()).isTrue();
            assertThat(source.current().password()).isEqualTo("second");
            assertThat(source.refresh()).isFalse();
        }

        @Test
        void behind_symbolic_links_is_found_as_Kubernetes_replaces_it() throws IOException {
            Path first = Files.createDirectory(directory.resolve("..2026_1"));
            Files.writeString(first.resolve("password"), "first");
            Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
            Path link = Files.createSymbolicLink(
                    directory.resolve("linked"), data.getFileName().resolve("password"));
            CredentialSource source =
                    read(Map.of("password-file", link.toString())).credentials();
            Path second = Files.createDirectory(directory.resolve("..2026_2"));
            Files.writeString(second.resolve("password"), "second");
            Files.delete(data);
            Files.createSymbolicLink(data, second);
            assertThat(source.refresh()).isTrue();
            assertThat(source.current().password()).isEqualTo("second");
        }

        @Test
        void that_is_missing_or_empty_for_a_moment_keeps_the_last_credentials() throws IOException {
            CredentialSource source = fromFile();
            Files.writeString(password, "");
            assertThat(source.refresh()).isFalse();
            Files.delete(password);
            assertThat(source.refresh()).isFalse();
            assertThat(source.current().password()).isEqualTo("first");
            Files.writeString(password, "second");
            assertThat(source.refresh()).isTrue();
        }
    }

    @Nested
    class Credentials_as_text {
        @Test
        void show_nothing() {
            assertThat(fromFile().current()).hasToString("credentials");
            assertThat(read(Map.of("password", "planted")).toString()).doesNotContain("planted");
        }
    }
}
