package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ExceptionText;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The failures of the storage. */
final class StorageFailures {
    private StorageFailures() {}

    /** A full storage needs a person; any other fault may pass. */
    static OperationFailed of(IOException thrown) {
        return thrown instanceof NoRoomException
                ? new OperationFailed(
                        StepFailure.Permanent.withoutEffect("backup-no-room", String.valueOf(thrown.getMessage())),
                        thrown)
                : new OperationFailed(
                        new StepFailure.Transient(
                                "backup-storage",
                                "the storage of the backups failed: %s".formatted(ExceptionText.of(thrown))),
                        thrown);
    }

    static IOException causeOf(UncheckedIOException thrown) {
        return Objects.requireNonNull(thrown.getCause());
    }

    static OperationFailed damaged(BackupPath path, String difference) {
        return OperationFailed.withoutEffect(
                "backup-damaged", "the backup %s is damaged: %s. Nothing was restored".formatted(path, difference));
    }
}
