package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BackupSettingsTest {
    private static BackupSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("lockstep.backups", BackupSettings.class);
    }

    private static String refusalOf(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            properties.put("lockstep.backups." + namesAndValues[index], namesAndValues[index + 1]);
        }
        try {
            bind(properties);
        } catch (BindException refused) {
            Throwable root = refused;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return String.valueOf(root.getMessage());
        }
        throw new AssertionError("the settings %s were accepted".formatted(properties));
    }

    @Nested
    class Settings {
        @Test
        void without_directory_and_bucket_have_no_storage() {
            assertThat(bind(Map.of()).hasStorage()).isFalse();
            assertThat(bind(Map.of("lockstep.backups.directory", " ")).hasStorage())
                    .isFalse();
        }

        @Test
        void with_a_directory_or_a_bucket_have_one() {
            assertThat(bind(Map.of("lockstep.backups.directory", "/backups")).hasStorage())
                    .isTrue();
            assertThat(bind(Map.of("lockstep.backups.s3.bucket", "backups")).hasStorage())
                    .isTrue();
        }

        @Test
        void with_both_are_refused() {
            assertThat(refusalOf("directory", "/backups", "s3.bucket", "backups"))
                    .contains("lockstep.backups.directory and lockstep.backups.s3.bucket are both set", "one of them");
        }

        @Test
        void with_an_invalid_bucket_name_the_option() {
            assertThat(refusalOf("s3.region", "eu")).contains("lockstep.backups.s3.bucket is \"\"");
            assertThat(refusalOf("s3.bucket", "b/c")).contains("lockstep.backups.s3.bucket is \"b/c\"");
            assertThat(refusalOf("s3.bucket", "backups", "s3.prefix", "/a"))
                    .contains("lockstep.backups.s3.prefix is \"/a/\"");
            assertThat(refusalOf("s3.bucket", "backups", "s3.part-size", "1MB"))
                    .contains("lockstep.backups.s3.part-size");
            assertThat(refusalOf("s3.bucket", "backups", "s3.request-timeout", "0s"))
                    .contains("lockstep.backups.s3.request-timeout");
        }

        @Test
        void never_show_credentials() {
            assertThat(refusalOf("s3.bucket", "backups", "s3.endpoint", "https://user:hunter2@s3"))
                    .contains("lockstep.backups.s3.endpoint")
                    .doesNotContain("hunter2");
            assertThat(refusalOf("s3.bucket", "backups", "s3.secret-access-key", "hunter2"))
                    .contains("lockstep.backups.s3.secret-access-key is set without")
                    .doesNotContain("hunter2");
            assertThat(bind(Map.of(
                                    "lockstep.backups.s3.bucket", "backups",
                                    "lockstep.backups.s3.access-key-id", "public",
                                    "lockstep.backups.s3.secret-access-key", "hunter2"))
                            .toString())
                    .doesNotContain("hunter2", "public");
        }
    }
}
