package dev.lockstep.cli;

import dev.lockstep.cli.api.AuditVerificationView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Verifies the hash chain of the audit trail. */
@Command(
        name = "verify",
        description = "Verify the hash chain of the audit trail. Exit codes: 0 it is intact, 1 otherwise.")
final class AuditVerifyCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        AuditVerificationView result = options.coordinator().verifyAudit();
        if (result.brokenAt() == null) {
            System.out.printf(
                    "The audit trail is intact: %d entries, last hash %s%n", result.entries(), result.lastHash());
            return ExitCodes.SUCCESS;
        }
        System.out.printf("The audit trail is broken at entry %d: %s%n", result.brokenAt(), result.finding());
        return ExitCodes.FAILED;
    }
}
