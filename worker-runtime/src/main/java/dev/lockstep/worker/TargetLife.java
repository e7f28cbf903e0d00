package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.ReidentifyResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.service.ProcessExit;
import java.util.ArrayList;
import java.util.List;

/** Gives a target a new identity, or removes everything of Lockstep from it. The same for all stores. */
final class TargetLife {
    private final ConnectedTarget target;

    TargetLife(ConnectedTarget target) {
        this.target = target;
    }

    ReidentifyResult reidentify(TargetRequest.Reidentify request) {
        TargetIdentity found = target.journal().identity();
        if (!found.equals(request.replacement())) {
            requireLatest(request.header());
            if (!target.journal().replaceIdentity(found, request.replacement())) {
                throw OperationFailed.withoutEffect(
                        "identity-changed",
                        "another request has changed the identity %s at the same time".formatted(found));
            }
        }
        TargetIdentity known = request.header().identity();
        return new ReidentifyResult(known == null ? found : known, request.replacement());
    }

    UninstallResult uninstall(TargetRequest.Uninstall request) {
        requireLatest(request.header());
        if (request.dryRun()) {
            return target.requests().uninstall(request);
        }
        // Their names have the identity, which is removed last.
        List<String> notes = deleteScratchCopies();
        UninstallResult result = target.requests().uninstall(request);
        notes.addAll(result.notes());
        return new UninstallResult(result.dryRun(), result.removed(), notes);
    }

    private List<String> deleteScratchCopies() {
        List<String> notes = new ArrayList<>();
        try {
            int deleted = target.scratchCopies().deleteAbandoned();
            if (deleted > 0) {
                notes.add("%d scratch copies that killed workers had left were deleted".formatted(deleted));
            }
        } catch (RuntimeException thrown) {
            ProcessExit.ifFatal(thrown);
            notes.add("scratch copies that killed workers may have left could not be looked for: "
                    + target.classify(thrown).message());
        }
        return notes;
    }

    private void requireLatest(TargetRequestHeader request) {
        DispatchNumber fence = target.journal().fence();
        if (request.dispatch().isBelow(fence)) {
            throw OperationFailed.withoutEffect(
                    "stale",
                    "the target has accepted dispatch %s; this request has %s".formatted(fence, request.dispatch()));
        }
    }
}
