package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of damaged backups in every storage. */
abstract class DamagedBackupContract {
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupResult backup;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupPath folder;

    /** Returns an empty storage. */
    abstract BackupFiles freshFiles();

    @BeforeEach
    void backUpAndApply() {
        scenario = new BackupScenario(freshFiles());
        backup = scenario.backUp(1);
        folder = scenario.attempts().getFirst();
        scenario.run(scenario.migration.apply(2));
    }

    private void rewrite(String file, UnaryOperator<byte[]> change) {
        write(file, change.apply(read(file)));
    }

    private byte[] read(String file) {
        return scenario.files.read(folder.plus(file));
    }

    private void write(String file, byte[] content) {
        scenario.files.write(folder.plus(file), content);
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
        void if_any_bit_of_a_file_differs() {
            int length = read("odd.bin.gz").length;
            for (int position = 0; position < length; position++) {
                int flipped = position;
                rewrite("odd.bin.gz", content -> withFlippedBit(content, flipped));
                assertRefusedBeforeTheFirstWrite("the file odd.bin.gz has the digest");
                rewrite("odd.bin.gz", content -> withFlippedBit(content, flipped));
            }
        }

        @Test
        void if_a_file_is_shorter() {
            rewrite("odd.bin.gz", content -> Arrays.copyOf(content, content.length - 1));
            assertRefusedBeforeTheFirstWrite("the manifest expects");
        }

        @Test
        void if_a_file_is_missing() {
            scenario.files.delete(folder.plus("odd.bin.gz"));
            assertRefusedBeforeTheFirstWrite("the file odd.bin.gz is missing");
        }

        @Test
        void if_two_files_are_swapped() {
            byte[] odd = read("odd.bin.gz");
            write("odd.bin.gz", read("even.bin.gz"));
            write("even.bin.gz", odd);
            assertRefusedBeforeTheFirstWrite("even.bin.gz");
        }

        @Test
        void if_the_manifest_is_edited() {
            rewrite("manifest.json", content -> new String(content, StandardCharsets.UTF_8)
                    .replace("contract-plan", "another-plan")
                    .getBytes(StandardCharsets.UTF_8));
            assertRefusedBeforeTheFirstWrite("manifest.json.sha256 has another one");
        }

        @Test
        void if_the_manifest_is_edited_with_its_digest() {
            rewrite("manifest.json", content -> Arrays.copyOf(content, content.length + 1));
            String digest = Sha256.of(read("manifest.json")) + "  manifest.json\n";
            write("manifest.json.sha256", digest.getBytes(StandardCharsets.UTF_8));
            assertThat(scenario.failure(scenario.migration.restore(3, backup.digest()))
                            .code())
                    .isEqualTo("backup-damaged");
        }

        @Test
        void if_it_is_replaced_by_the_backup_of_another_migration() {
            BackupScenario other = new BackupScenario(freshFiles());
            other.backUp(1);
            BackupPath replacement = other.attempts().getFirst();
            for (String file : List.of("odd.bin.gz", "even.bin.gz", "manifest.json", "manifest.json.sha256")) {
                write(file, other.files.read(replacement.plus(file)));
            }
            assertRefusedBeforeTheFirstWrite("the backup that was reported has");
        }
    }
}
