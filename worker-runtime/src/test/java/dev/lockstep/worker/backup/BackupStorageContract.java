package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.backup.BackupStorage.NewFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of every storage of backups. */
abstract class BackupStorageContract {
    private static final BackupPath TARGET = BackupPath.ROOT.plus("migration").plus("target");
    private static final BackupPath FOLDER = TARGET.plus("1-00000000");
    private static final BackupPath FILE = FOLDER.plus("data.bin.gz");
    /** More than two parts of an upload. */
    private static final int LARGE = (11 << 20) + 7;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupFiles files;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupStorage storage;

    /** Returns an empty storage. */
    abstract BackupFiles freshFiles();

    @BeforeEach
    void open() {
        files = freshFiles();
        storage = files.storage(0);
    }

    /** Writes bytes in pieces of different lengths. */
    private Digest write(BackupPath path, int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        try (NewFile file = storage.create(path)) {
            DigestingOutput output = new DigestingOutput(file.stream(), Long.MAX_VALUE, Long.MAX_VALUE);
            int piece = 1;
            for (int from = 0; from < length; from += piece) {
                piece = Math.min(length - from, 1 + from % 100_003);
                output.write(content, from, piece);
            }
            file.commit();
            return output.digest();
        }
    }

    private Digest read(BackupPath path) throws IOException {
        try (InputStream opened = storage.open(path);
                DigestingInput input = new DigestingInput(opened)) {
            input.drain();
            return input.digest();
        }
    }

    @Nested
    class A_file {
        @Test
        void is_read_as_it_was_written() throws IOException {
            storage.createFolder(FOLDER);
            for (int length : new int[] {0, 1, 65_536, 5 << 20, (5 << 20) + 1, 10 << 20, LARGE}) {
                BackupPath path = FOLDER.plus("data-" + length);
                assertThat(write(path, length)).isEqualTo(read(path));
                assertThat(storage.hasFile(path)).isTrue();
            }
        }

        @Test
        void appears_when_it_is_committed() throws IOException {
            storage.createFolder(FOLDER);
            try (NewFile file = storage.create(FILE)) {
                file.stream().write(new byte[LARGE], 0, LARGE);
                assertThat(storage.hasFile(FILE)).isFalse();
                file.commit();
                assertThat(storage.hasFile(FILE)).isTrue();
            }
            assertThat(storage.hasFile(FILE)).isTrue();
        }

        @Test
        void that_is_not_committed_leaves_nothing() throws IOException {
            storage.createFolder(FOLDER);
            try (NewFile file = storage.create(FILE)) {
                file.stream().write(new byte[LARGE], 0, LARGE);
            }

            assertThat(storage.hasFile(FILE)).isFalse();
            storage.delete(FOLDER);
            assertThat(files.all()).isEmpty();
        }

        @Test
        void that_does_not_exist_is_reported_as_missing() throws IOException {
            storage.createFolder(FOLDER);

            assertThat(storage.hasFile(FILE)).isFalse();
            assertThatThrownBy(() -> storage.open(FILE)).isInstanceOf(NoSuchFileException.class);
        }

        @Test
        void needs_a_folder() {
            assertThatThrownBy(() -> write(FILE, 10)).isInstanceOf(NoSuchFileException.class);
            assertThat(files.all()).isEmpty();
        }

        @Test
        void is_not_completed_after_its_folder_was_deleted() throws IOException {
            for (int length : new int[] {10, LARGE}) {
                storage.createFolder(FOLDER);
                try (NewFile file = storage.create(FILE)) {
                    file.stream().write(new byte[length], 0, length);
                    storage.delete(FOLDER);
                    assertThatThrownBy(file::commit).isInstanceOf(NoSuchFileException.class);
                }
                assertThat(files.all()).isEmpty();
            }
        }
    }

    @Nested
    class A_folder {
        @Test
        void is_listed_with_the_folders_above_it() throws IOException {
            storage.createFolder(FOLDER);
            storage.createFolder(TARGET.plus("2-00000000"));

            assertThat(storage.folders(BackupPath.ROOT)).containsExactly("migration");
            assertThat(storage.folders(TARGET)).containsExactly("1-00000000", "2-00000000");
            assertThat(storage.folders(FOLDER)).isEmpty();
            assertThat(storage.folders(BackupPath.ROOT.plus("missing"))).isEmpty();
        }

        @Test
        void is_deleted_with_its_files_and_the_empty_folders_above_it() throws IOException {
            storage.createFolder(FOLDER);
            BackupPath other = TARGET.plus("2-00000000");
            storage.createFolder(other);
            write(FILE, 10);
            write(other.plus("data"), 10);

            storage.delete(FOLDER);
            assertThat(storage.folders(TARGET)).containsExactly("2-00000000");
            assertThat(storage.hasFile(other.plus("data"))).isTrue();

            storage.delete(other);
            storage.delete(other);
            assertThat(files.all()).isEmpty();
            assertThat(storage.folders(BackupPath.ROOT)).isEmpty();
        }

        @Test
        void remembers_when_it_was_last_read_and_changed() throws IOException {
            storage.createFolder(FOLDER);
            Instant created = storage.lastChange(FOLDER);
            assertThat(storage.lastRead(FOLDER)).isEmpty();

            Instant read = Instant.parse("2030-01-02T03:04:05.678Z");
            storage.markRead(FOLDER, read);
            write(FILE, 10);

            assertThat(storage.lastRead(FOLDER)).contains(read);
            assertThat(storage.lastChange(FOLDER)).isAfterOrEqualTo(created);
        }

        @Test
        void that_does_not_exist_is_not_marked_as_read() {
            assertThatThrownBy(() -> storage.markRead(FOLDER, Instant.EPOCH)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> storage.lastChange(FOLDER)).isInstanceOf(NoSuchFileException.class);
            assertThat(files.all()).isEmpty();
        }
    }
}
