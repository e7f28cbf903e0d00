package dev.lockstep.coordinator.action;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SubmissionResult;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.saga.RunMode;
import org.springframework.http.HttpStatus;

/** Submits plans, with an audit entry for each new migration in the transaction that creates it. */
record AuditedSubmissions(SubmissionService service, AuditTrail audit) {
    SubmissionResult submit(Caller caller, Plan plan, RunMode mode) {
        SubmissionResult result = service.submit(plan, mode, new Requester(caller.actor(), reason(mode)));
        if (result instanceof SubmissionResult.Accepted accepted) {
            audit.accepted(
                    caller.sender(),
                    HttpStatus.ACCEPTED.value(),
                    accepted.migration().migration().toString(),
                    null);
        }
        return result;
    }

    private static String reason(RunMode mode) {
        return switch (mode) {
            case MIGRATION -> "submitted";
            case DRY_RUN -> "submitted as a dry run";
            case REHEARSAL -> "submitted as a rehearsal";
        };
    }
}
