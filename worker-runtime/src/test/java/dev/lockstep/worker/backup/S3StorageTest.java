package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.CrashedDispatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class S3StorageTest extends BackupStorageContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @Override
    BackupFiles freshFiles() {
        return S3Server.shared().files();
    }

    private static StepFailure failureOf(S3Settings settings) {
        BackupScenario scenario = new BackupScenario(new S3Files(new S3Bucket(settings)));
        StepFailure failure = scenario.failure(scenario.migration.backup(1, BackupScenario.KEEP));
        assertThat(failure).isInstanceOf(StepFailure.Transient.class);
        assertThat(failure.code()).isEqualTo("backup-storage");
        assertThat(failure.message()).doesNotContain(S3Server.SECRET, "wrong-secret", S3Server.KEY_ID);
        return failure;
    }

    @Nested
    class A_bucket {
        @Test
        void that_does_not_exist_is_named() {
            StepFailure failure = failureOf(S3Server.settings(
                    S3Server.shared().endpoint(), "missing", S3Server.KEY_ID, S3Server.SECRET, TIMEOUT));

            assertThat(failure.message()).contains("404 NoSuchBucket", "bucket missing does not exist; create it");
        }

        @Test
        void refuses_a_wrong_key() {
            StepFailure failure = failureOf(S3Server.settings(
                    S3Server.shared().endpoint(), S3Server.BUCKET, S3Server.KEY_ID, "wrong-secret", TIMEOUT));

            assertThat(failure.message()).contains("status 403", "check the credentials of lockstep.backups.s3");
        }

        @Test
        void of_a_server_that_is_down_is_a_fault_of_the_network() {
            StepFailure failure = failureOf(S3Server.settings(
                    "http://127.0.0.1:1", S3Server.BUCKET, S3Server.KEY_ID, S3Server.SECRET, TIMEOUT));

            assertThat(failure.message()).contains("could not be reached for", "java.net.ConnectException");
        }

        @Test
        void of_a_server_that_does_not_answer_fails_after_the_timeout() {
            try (S3Server server = S3Server.startIn(directory)) {
                server.pause();
                StepFailure failure = failureOf(S3Server.settings(
                        server.endpoint(), S3Server.BUCKET, S3Server.KEY_ID, S3Server.SECRET, Duration.ofMillis(500)));
                server.resume();

                assertThat(failure.message()).contains("lockstep.backups.s3.request-timeout");
            }
        }

        @Test
        void whose_server_ends_while_a_file_is_written_fails_the_backup_and_serves_the_next_one() throws IOException {
            S3Files files;
            try (S3Server server = S3Server.startIn(directory)) {
                files = server.files();
                BackupStorage storage = files.storage(0);
                BackupPath folder = BackupPath.ROOT.plus("migration");
                storage.createFolder(folder);
                BackupStorage.NewFile file = storage.create(folder.plus("data"));
                file.stream().write(new byte[6 << 20]);
                server.kill();
                assertThat(StorageFailures.of(exceptionOf(file::commit))
                                .failure()
                                .code())
                        .isEqualTo("backup-storage");
                assertThat(exceptionOf(file::close)).isNotNull();
            }
        }

        @Test
        void keeps_no_upload_of_a_crashed_backup() throws IOException {
            S3Files files = S3Server.shared().files();
            BackupScenario scenario = new BackupScenario(files);
            CrashedDispatch.at("backup.before-manifest", () -> scenario.backUp(1));
            BackupPath attempt = scenario.attempts().getFirst();
            BackupStorage.NewFile abandoned = scenario.storage().create(attempt.plus("large.bin.gz"));
            abandoned.stream().write(new byte[6 << 20]);
            String prefix = files.bucket().settings().prefix();
            assertThat(files.bucket().uploads(prefix)).hasSize(1);

            Clock later = Clock.fixed(scenario.storage().lastChange(attempt).plus(Duration.ofDays(2)), ZoneOffset.UTC);
            new ExpiredBackups(scenario.storage(), List.of(ContractMigration.TARGET), later).deleteDue();

            assertThat(files.bucket().uploads(prefix)).isEmpty();
            assertThat(files.all()).isEmpty();
        }

        private static IOException exceptionOf(Request request) {
            try {
                request.run();
            } catch (IOException thrown) {
                return thrown;
            }
            throw new AssertionError("the request succeeded although the server has ended");
        }
    }

    /** A request to a server. */
    private interface Request {
        void run() throws IOException;
    }

    @Nested
    class Credentials_in_files {
        private S3Settings settings(Path id, Path secret) {
            return new S3Settings(
                    S3Server.shared().endpoint(),
                    "us-east-1",
                    S3Server.BUCKET,
                    "files",
                    null,
                    null,
                    null,
                    id.toString(),
                    secret.toString(),
                    DataSize.ofMegabytes(5),
                    TIMEOUT,
                    TIMEOUT);
        }

        @Test
        void can_change_while_the_worker_runs() throws IOException {
            Path id = Files.writeString(directory.resolve("id"), S3Server.KEY_ID);
            Path secret = Files.writeString(directory.resolve("secret"), "wrong-secret");
            BackupScenario scenario = new BackupScenario(new S3Files(new S3Bucket(settings(id, secret))));
            assertThat(scenario.failure(scenario.migration.backup(1, BackupScenario.KEEP))
                            .code())
                    .isEqualTo("backup-storage");

            Files.writeString(secret, S3Server.SECRET + "\n");
            assertThat(scenario.backUp(2).units()).isEqualTo(20);

            Files.delete(secret);
            assertThat(scenario.restore(scenario.migration.restore(3, null)).equal())
                    .isEqualTo(20);
        }
    }
}
