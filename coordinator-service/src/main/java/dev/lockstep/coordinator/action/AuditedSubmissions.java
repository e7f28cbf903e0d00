package dev.lockstep.coordinator.action;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SubmissionResult;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import org.springframework.http.HttpStatus;

/** Submits plans, with an audit entry for each new migration in the transaction that creates it. */
record AuditedSubmissions(SubmissionService service, AuditTrail audit) {
    SubmissionResult submit(Caller caller, Plan plan, boolean isDryRun) {
        SubmissionResult result = isDryRun
                ? service.submitDryRun(plan, new Requester(caller.actor(), "submitted as a dry run"))
                : service.submit(plan, new Requester(caller.actor(), "submitted"));
        if (result instanceof SubmissionResult.Accepted accepted) {
            audit.accepted(
                    caller.sender(),
                    HttpStatus.ACCEPTED.value(),
                    accepted.migration().migration().toString(),
                    null);
        }
        return result;
    }
}
