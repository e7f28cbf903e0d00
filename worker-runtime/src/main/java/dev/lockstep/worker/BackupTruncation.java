package dev.lockstep.worker;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;

/** Truncates the results of backups and restores for one report, and masks keys. */
final class BackupTruncation {
    private BackupTruncation() {}

    static BackupResult ofResult(BackupResult result) {
        return new BackupResult(
                result.digest(),
                result.createdAt(),
                result.expiresAt(),
                result.units(),
                result.bytes(),
                Truncation.ofValue(result.location()),
                Truncation.ofValue(result.method()),
                result.fileCount(),
                result.files().stream().limit(BackupResult.MAX_FILES).toList(),
                Truncation.ofNotes(result.notes()));
    }

    static RestoreResult ofResult(RestoreResult result, Masking masking) {
        return new RestoreResult(
                result.dryRun(),
                result.equal(),
                result.recreated(),
                result.replaced(),
                result.removed(),
                result.laterWrites(),
                result.samples().stream()
                        .limit(RestoreResult.SAMPLE_SIZE)
                        .map(sample -> new LaterWrite(Truncation.ofValue(masking.key(sample.unit())), sample.change()))
                        .toList(),
                Truncation.ofCounts(result.counts()),
                Truncation.ofNotes(result.notes()));
    }
}
