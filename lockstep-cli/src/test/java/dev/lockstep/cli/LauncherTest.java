package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    private static final List<String> MODULES = List.of(
            "lockstep-cli",
            "coordinator-service",
            "postgres-worker",
            "mongo-worker",
            "redis-worker",
            "examples/sample-application");

    @TempDir
    private Path checkout;

    private record LaunchResult(int exitCode, String output) {}

    @BeforeEach
    void fakeBuild() throws IOException {
        Files.copy(Path.of("..", "lockstep"), checkout.resolve("lockstep"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Path maven = Files.writeString(checkout.resolve("mvnw"), "#!/bin/sh\necho maven \"$@\"\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        for (String module : MODULES) {
            Path folder = checkout.resolve(module);
            Files.createDirectories(folder.resolve("src/main"));
            Files.createDirectories(folder.resolve("target/lib"));
            writeJar(folder.resolve("target").resolve(folder.getFileName() + ".jar"));
        }
        Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(Instant.EPOCH));
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ArgumentPrinter.class.getName());
        String entry = ArgumentPrinter.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(file, manifest);
                var code = ArgumentPrinter.class.getClassLoader().getResourceAsStream(entry)) {
            zip.putNextEntry(new JarEntry(entry));
            assertThat(code).isNotNull();
            code.transferTo(zip);
        }
    }

    private LaunchResult launch(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "./lockstep")
                .directory(checkout.toFile())
                .redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new LaunchResult(process.onExit().join().exitValue(), output);
    }

    @Nested
    class The_script {

        @Test
        void runs_the_command_line_on_a_jdk_25_even_if_JAVA_HOME_is_invalid() throws IOException {
            LaunchResult result = launch(Map.of("JAVA_HOME", "/nowhere"), "status", "with space");

            assertThat(result.output())
                    .containsPattern("java (2[5-9]|[3-9][0-9])")
                    .contains("[status, with space]")
                    .doesNotContain("maven");
            assertThat(result.exitCode()).isEqualTo(ArgumentPrinter.EXIT_CODE);
        }

        @Test
        void builds_a_module_whose_source_is_newer_than_its_jar() throws IOException {
            Path source = Files.writeString(checkout.resolve("redis-worker/src/main/A.java"), "class A {}");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

            assertThat(launch(Map.of(), "up").output())
                    .contains("Building redis-worker ...")
                    .contains("maven -q -DskipTests")
                    .contains("-pl " + String.join(",", MODULES) + " -am package");
        }

        @Test
        void builds_a_module_in_a_folder_of_another_one() throws IOException {
            Files.delete(checkout.resolve("examples/sample-application/target/sample-application.jar"));

            assertThat(launch(Map.of(), "up").output()).contains("Building examples/sample-application ...");
        }

        @Test
        void builds_a_module_without_jar() throws IOException {
            Files.delete(checkout.resolve("coordinator-service/target/coordinator-service.jar"));

            assertThat(launch(Map.of(), "demo").output()).contains("Building coordinator-service ...");
        }

        @Test
        void does_not_build_services_for_a_command_that_only_reads() throws IOException {
            Files.delete(checkout.resolve("coordinator-service/target/coordinator-service.jar"));

            assertThat(launch(Map.of(), "status").output()).doesNotContain("Building");
        }

        @Test
        void builds_the_command_line_module_for_every_command() throws IOException {
            Files.delete(checkout.resolve("lockstep-cli/target/lockstep-cli.jar"));

            assertThat(launch(Map.of(), "status").output())
                    .contains("Building lockstep-cli ...")
                    .contains("-pl lockstep-cli -am package");
        }
    }
}
