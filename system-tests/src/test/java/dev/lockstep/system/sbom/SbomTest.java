package dev.lockstep.system.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.stack.service.LockstepService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SbomTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String ENTRY = "META-INF/sbom/application.cdx.json";
    private static final Path CLI = PROJECT.resolve("lockstep-cli/target");
    private static final Path STACK = PROJECT.resolve("local-stack/target/local-stack.jar");

    /** SBOMs of a build. Maven skips the plugin that writes them when it runs with {@code -o}. */
    abstract static class OfThisBuild {
        @BeforeEach
        void maven_is_online() {
            assumeThat(System.getProperty("lockstep.maven"))
                    .as("Maven ran with -o and skipped the plugin that writes SBOMs")
                    .isNotEqualTo("offline=true");
        }
    }

    @Nested
    class The_SBOM_of_a_service extends OfThisBuild {
        @ParameterizedTest
        @EnumSource(LockstepService.class)
        void names_exactly_the_libraries_beside_its_jar(LockstepService service) throws IOException {
            assertThat(of(service).differences(LibraryHashes.in(service.libraries(PROJECT))))
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource(LockstepService.class)
        void is_CycloneDX_1_6_and_has_no_time_that_changes(LockstepService service) throws IOException {
            assertThat(of(service).document().path("specVersion").asString()).isEqualTo("1.6");
            assertThat(of(service).document().path("metadata").has("timestamp")).isFalse();
        }

        private static Sbom of(LockstepService service) throws IOException {
            return Sbom.inside(service.jar(PROJECT), ENTRY);
        }
    }

    @Nested
    class The_SBOM_of_the_command_line extends OfThisBuild {
        @Test
        void names_exactly_the_libraries_beside_its_jar() throws IOException {
            assertThat(Sbom.inside(CLI.resolve("lockstep-cli.jar"), ENTRY)
                            .differences(LibraryHashes.in(CLI.resolve("lib"))))
                    .isEmpty();
        }
    }

    @Nested
    class The_SBOM_of_the_local_servers extends OfThisBuild {
        @Test
        void names_every_jar_of_a_server() throws IOException {
            assertThat(Sbom.inside(STACK, "META-INF/sbom/servers.cdx.json").libraries())
                    .containsAllEntriesOf(LibraryHashes.inside(STACK, "META-INF/lockstep/servers/"));
        }
    }

    @Nested
    class The_SBOM_of_the_project extends OfThisBuild {
        @Test
        void names_every_library_of_the_services_and_of_the_command_line() throws IOException {
            SortedMap<String, String> shipped = LibraryHashes.in(CLI.resolve("lib"));
            for (LockstepService service : LockstepService.ofLockstep()) {
                shipped.putAll(LibraryHashes.in(service.libraries(PROJECT)));
            }
            assertThat(Sbom.at(PROJECT.resolve("bill-of-materials/target/lockstep.cdx.json"))
                            .libraries())
                    .containsAllEntriesOf(shipped);
        }
    }

    /** The comparison must find every kind of difference. */
    @Nested
    class An_SBOM_that_names_one_library {
        private static final String CONTENT = sha512("content");

        private final Sbom sbom = Sbom.parse(
                """
                {"components": [{"name": "driver", "version": "1.2", "purl": "pkg:maven/org.example/driver@1.2?type=jar",
                  "hashes": [{"alg": "SHA-256", "content": "unused"}, {"alg": "SHA-512", "content": "%s"}]}]}
                """
                        .formatted(CONTENT));

        @Test
        void accepts_that_library() {
            assertThat(differences(Map.of("driver-1.2.jar", CONTENT))).isEmpty();
        }

        @Test
        void refuses_another_version() {
            assertThat(differences(Map.of("driver-1.3.jar", CONTENT)))
                    .containsExactly(
                            "driver-1.2.jar is in the SBOM, it is not shipped",
                            "driver-1.3.jar is shipped, the SBOM does not name it");
        }

        @Test
        void refuses_another_content() {
            assertThat(differences(Map.of("driver-1.2.jar", sha512("changed"))))
                    .containsExactly("driver-1.2.jar has another hash than in the SBOM");
        }

        private Iterable<String> differences(Map<String, String> shipped) {
            return sbom.differences(new TreeMap<>(shipped));
        }

        private static String sha512(String content) {
            return LibraryHashes.of(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
