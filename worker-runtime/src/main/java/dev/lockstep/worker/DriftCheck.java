package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequest.ExpectedStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the identity, the fence and the journal of a target with what the coordinator knows. The same for all stores. */
final class DriftCheck {
    private static final Set<StepPhase> APPLIED =
            EnumSet.of(StepPhase.APPLIED, StepPhase.FINISHING, StepPhase.FINISHED);
    private final ConnectedTarget target;
    private final List<Difference> differences = new ArrayList<>();

    DriftCheck(ConnectedTarget target) {
        this.target = target;
    }

    DriftResult run(TargetRequest.Drift request) {
        DispatchNumber before = target.journal().fence();
        compareIdentity(request);
        if (request.header().dispatch().isBelow(before)) {
            // The coordinator knows whether a migration has started since, or has lost the numbers that it has given
            // out.
            return result(0, 0, before);
        }
        if (before.isBelow(request.minFence())) {
            differences.add(new Difference(Kind.FENCE, "fence", "at least " + request.minFence(), before.toString()));
        }
        Map<StepKey, StepRecord> rows = target.journal()
                .readAll(request.steps().stream().map(DriftCheck::key).toList());
        List<ExpectedStep> present = request.steps().stream()
                .filter(step -> isInJournal(step, rows.get(key(step))))
                .toList();
        TargetRequests.StoreDrift store = target.requests().storeDrift(present);
        differences.addAll(store.differences());
        if (!target.journal().fence().equals(before)) {
            throw OperationFailed.withoutEffect(
                    "target-in-use",
                    "a migration has started on the target since the check was requested; check again");
        }
        return result(request.steps().size(), store.objects(), before);
    }

    private DriftResult result(int steps, int objects, DispatchNumber fence) {
        return new DriftResult(
                steps,
                objects,
                differences.stream()
                        .limit(DriftResult.MAX_DIFFERENCES)
                        .map(this::truncated)
                        .toList(),
                differences.size(),
                fence);
    }

    private void compareIdentity(TargetRequest.Drift request) {
        TargetIdentity found = target.journal().identity();
        TargetIdentity expected = request.expectedIdentity();
        if (expected != null && !expected.equals(found)) {
            differences.add(new Difference(Kind.IDENTITY, "database", expected.toString(), found.toString()));
        }
    }

    /** Whether the step is in the journal as applied; a difference otherwise, if that is certain. */
    private boolean isInJournal(ExpectedStep expected, @Nullable StepRecord row) {
        if (row == null) {
            addIfCertain(expected, "no row");
            return false;
        }
        if (!APPLIED.contains(row.phase())) {
            addIfCertain(expected, row.phase().name());
            return false;
        }
        if (!row.checksum().equals(expected.checksum())) {
            differences.add(new Difference(
                    Kind.JOURNAL,
                    expected.toString(),
                    "checksum " + expected.checksum(),
                    "checksum " + row.checksum()));
        }
        return true;
    }

    private static StepKey key(ExpectedStep expected) {
        return new StepKey(expected.migration(), expected.step());
    }

    private void addIfCertain(ExpectedStep expected, String found) {
        if (expected.certain()) {
            differences.add(new Difference(Kind.JOURNAL, expected.toString(), "APPLIED", found));
        }
    }

    private Difference truncated(Difference difference) {
        return new Difference(
                difference.kind(),
                Truncation.ofValue(target.masking().key(difference.unit())),
                Truncation.ofReason(difference.expected()),
                Truncation.ofReason(difference.found()));
    }
}
