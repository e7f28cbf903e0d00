package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.api.Credentials;
import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCredentialsTest {

    private static final URI LOCAL = URI.create("http://127.0.0.1:9080");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeToken() throws IOException {
        Files.writeString(folder.resolve("token"), "lockstep_local\n");
    }

    private Credentials find(String url, Map<String, String> environment) {
        return CommandCredentials.find(environment, URI.create(url), LOCAL, new StackDirectory(folder));
    }

    @Nested
    class The_token_of_the_local_stack {

        @ParameterizedTest
        @ValueSource(strings = {"http://127.0.0.1:9080", "http://127.0.0.1:9080/", "http://localhost:9080"})
        void is_used_for_its_own_coordinator(String url) {
            assertThat(find(url, Map.of()))
                    .isEqualTo(new Credentials(
                            "lockstep_local", folder.resolve("token").toString(), null));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://127.0.0.1:8080",
                    "https://127.0.0.1:9080",
                    "http://127.0.0.2:9080",
                    "http://lockstep.example.com:9080",
                    "http://127.0.0.1:9080@example.com:9080",
                    "http://127.0.0.1.example.com:9080"
                })
        void is_not_sent_to_any_other_coordinator(String url) {
            Credentials found = find(url, Map.of());

            assertThat(found.token()).isNull();
            assertThat(found.origin())
                    .contains("LOCKSTEP_TOKEN is not set", "only for http://127.0.0.1:9080")
                    .doesNotContain("lockstep_local");
        }

        @Test
        void is_missing_if_no_stack_was_started() throws IOException {
            Files.delete(folder.resolve("token"));

            assertThat(find(LOCAL.toString(), Map.of()).origin()).contains("there is no " + folder.resolve("token"));
        }
    }

    @Nested
    class The_environment {

        @Test
        void has_a_token_that_is_used_for_every_coordinator() {
            Map<String, String> environment =
                    Map.of("LOCKSTEP_TOKEN", " lockstep_mine\n", "LOCKSTEP_ON_BEHALF_OF", "alice@example.com");
            Credentials expected = new Credentials("lockstep_mine", "LOCKSTEP_TOKEN", "alice@example.com");

            assertThat(find(LOCAL.toString(), environment)).isEqualTo(expected);
            assertThat(find("https://lockstep.example.com", environment)).isEqualTo(expected);
        }

        @Test
        void may_name_the_person_alone() {
            assertThat(find(LOCAL.toString(), Map.of("LOCKSTEP_TOKEN", " ", "LOCKSTEP_ON_BEHALF_OF", "alice")))
                    .isEqualTo(new Credentials(
                            "lockstep_local", folder.resolve("token").toString(), "alice"));
        }

        @Test
        void is_refused_without_its_value_if_a_header_cannot_contain_it() {
            assertThatThrownBy(() -> find(LOCAL.toString(), Map.of("LOCKSTEP_TOKEN", "secret\nsecret")))
                    .hasMessageContaining("the token from LOCKSTEP_TOKEN has characters that no token has")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> find(LOCAL.toString(), Map.of("LOCKSTEP_ON_BEHALF_OF", "a\r\nb")))
                    .hasMessageContaining("expected 1 to 200 printable ASCII characters");
        }
    }

    @Nested
    class Credentials_as_text {

        @Test
        void do_not_contain_the_token() {
            assertThat(new Credentials("secret", "LOCKSTEP_TOKEN", null).toString())
                    .doesNotContain("secret");
        }
    }
}
