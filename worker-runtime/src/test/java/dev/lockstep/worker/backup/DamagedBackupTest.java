package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedBackupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupResult backup;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path folder;

    @BeforeEach
    void backUpAndApply() {
        scenario = new BackupScenario(directory);
        backup = scenario.backUp(1);
        folder = scenario.attempts().getFirst();
        scenario.run(scenario.migration.apply(2));
    }

    private void rewrite(String file, UnaryOperator<byte[]> change) throws IOException {
        Files.write(folder.resolve(file), change.apply(Files.readAllBytes(folder.resolve(file))));
    }

    private static byte[] withFlippedBit(byte[] content, int position) {
        byte[] flipped = content.clone();
        flipped[position] ^= 1;
        return flipped;
    }

    private void assertRefusedBeforeTheFirstWrite(String difference) {
        String before = scenario.store.digest();
        StepFailure failure = scenario.failure(scenario.migration.restore(3, backup.digest()));
        assertThat(failure.code()).isEqualTo("backup-damaged");
        assertThat(failure.message()).contains(difference);
        assertThat(failure)
                .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                        .isEqualTo(StepFailure.Effect.NONE));
        assertThat(scenario.store.digest()).isEqualTo(before);
    }

    @Nested
    class A_restore_is_refused_before_its_first_write {
        @Test
        void if_any_bit_of_a_file_differs() throws IOException {
            int length = Files.readAllBytes(folder.resolve("odd.bin.gz")).length;
            for (int position = 0; position < length; position++) {
                int flipped = position;
                rewrite("odd.bin.gz", content -> withFlippedBit(content, flipped));
                assertRefusedBeforeTheFirstWrite("the file odd.bin.gz has the digest");
                rewrite("odd.bin.gz", content -> withFlippedBit(content, flipped));
            }
        }

        @Test
        void if_a_file_is_shorter() throws IOException {
            rewrite("odd.bin.gz", content -> Arrays.copyOf(content, content.length - 1));
            assertRefusedBeforeTheFirstWrite("the manifest expects");
        }

        @Test
        void if_a_file_is_missing() throws IOException {
            Files.delete(folder.resolve("odd.bin.gz"));
            assertRefusedBeforeTheFirstWrite("the file odd.bin.gz is missing");
        }

        @Test
        void if_two_files_are_swapped() throws IOException {
            Path other = directory.resolve("other");
            Files.move(folder.resolve("odd.bin.gz"), other);
            Files.move(folder.resolve("even.bin.gz"), folder.resolve("odd.bin.gz"));
            Files.move(other, folder.resolve("even.bin.gz"), StandardCopyOption.ATOMIC_MOVE);
            assertRefusedBeforeTheFirstWrite("even.bin.gz");
        }

        @Test
        void if_the_manifest_is_edited() throws IOException {
            rewrite("manifest.json", content -> new String(content, StandardCharsets.UTF_8)
                    .replace("contract-plan", "another-plan")
                    .getBytes(StandardCharsets.UTF_8));
            assertRefusedBeforeTheFirstWrite("manifest.json.sha256 has another one");
        }

        @Test
        void if_the_manifest_is_edited_with_its_digest() throws IOException {
            rewrite("manifest.json", content -> Arrays.copyOf(content, content.length + 1));
            Files.writeString(
                    folder.resolve("manifest.json.sha256"),
                    Sha256.of(Files.readAllBytes(folder.resolve("manifest.json"))) + "  manifest.json\n");
            assertThat(scenario.failure(scenario.migration.restore(3, backup.digest()))
                            .code())
                    .isEqualTo("backup-damaged");
        }

        @Test
        void if_it_is_replaced_by_the_backup_of_another_migration() throws IOException {
            BackupScenario other = new BackupScenario(directory.resolve("others"));
            other.backUp(1);
            for (Path file : BackupScenario.list(other.attempts().getFirst())) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            assertRefusedBeforeTheFirstWrite("the backup that was reported has");
        }
    }
}
