package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.ReidentifyResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.contract.protocol.UninstallResult;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of every store for requests that end the use of a target, or give it a new identity. */
public abstract class TargetLifeContract {
    /** The dispatch of the step that is applied before. */
    private static final long APPLIED = 5;

    /** Opens a worker's connection to the store, which is the same in each test. */
    protected abstract ConnectedTarget connect();

    protected abstract TargetKind kind();

    /** An operation that leaves pre-images in the journal. */
    protected abstract StepOperation operation();

    /** The digest of all data but Lockstep's own, by code that is independent of the worker. */
    protected abstract String digest();

    /** The names of everything of Lockstep in the store, read by an independent client. */
    protected abstract List<String> ours();

    private void applyStep() {
        try (ConnectedTarget target = connect()) {
            Report report = new ContractWorker(target, kind())
                    .run(ContractMigration.of(operation()).apply(APPLIED));
            assertThat(report).isInstanceOf(Report.Succeeded.class);
        }
    }

    private <T> T report(TargetRequest request, Function<TargetReport, T> result) {
        try (ConnectedTarget target = connect()) {
            return result.apply(new RequestedTarget(target).report(request));
        }
    }

    protected final UninstallResult uninstall(boolean history, boolean dryRun) {
        return report(
                new TargetRequest.Uninstall(RequestedTarget.header(), history, dryRun),
                report -> ((TargetReport.Uninstall) report).result());
    }

    protected final StepFailure failure(TargetRequest request) {
        return report(request, report -> ((TargetReport.Failed) report).failure());
    }

    private static TargetRequestHeader headerFor(TargetIdentity identity) {
        TargetRequestHeader header = RequestedTarget.header();
        return new TargetRequestHeader(
                header.protocol(),
                header.messageId(),
                header.target(),
                identity,
                header.dispatch(),
                header.lease(),
                header.requester());
    }

    private TargetIdentity identity() {
        try (ConnectedTarget target = connect()) {
            return target.journal().identity();
        }
    }

    private static long units(UninstallResult result) {
        return result.removed().stream().mapToLong(UninstallResult.Item::units).sum();
    }

    @Nested
    class An_uninstallation {
        @Test
        void leaves_nothing_of_ours_and_all_data_as_it_is() {
            applyStep();
            String applied = digest();
            List<String> before = ours();
            assertThat(before).isNotEmpty();
            UninstallResult tried = uninstall(false, true);
            assertThat(tried.dryRun()).isTrue();
            assertThat(ours()).isEqualTo(before);
            UninstallResult done = uninstall(false, false);
            assertThat(done.dryRun()).isFalse();
            assertThat(done.removed()).isEqualTo(tried.removed());
            assertThat(units(done)).isPositive();
            assertThat(ours()).isEmpty();
            assertThat(digest()).isEqualTo(applied);
        }

        @Test
        void is_followed_by_a_new_identity_if_the_target_is_used_again() {
            TargetIdentity before = identity();
            uninstall(false, false);
            assertThat(identity()).isNotEqualTo(before);
            uninstall(false, false);
            assertThat(ours()).isEmpty();
        }

        @Test
        void whose_result_was_lost_is_repeated_although_the_journal_was_created_again() {
            applyStep();
            TargetIdentity before = identity();
            TargetRequest.Uninstall request = new TargetRequest.Uninstall(headerFor(before), false, false);
            assertThat(report(request, Function.identity())).isInstanceOf(TargetReport.Uninstall.class);
            assertThat(identity()).isNotEqualTo(before);
            assertThat(report(request, Function.identity())).isInstanceOf(TargetReport.Uninstall.class);
            assertThat(ours()).isEmpty();
        }

        @Test
        void of_another_database_that_is_in_use_is_rejected() {
            applyStep();
            List<String> before = ours();
            TargetRequest.Uninstall request =
                    new TargetRequest.Uninstall(headerFor(new TargetIdentity(UUID.randomUUID())), false, false);
            assertThat(report(request, Function.identity())).isInstanceOf(TargetReport.Rejected.class);
            assertThat(ours()).isEqualTo(before);
        }

        @Test
        void with_a_number_below_the_fence_is_refused() {
            applyStep();
            List<String> before = ours();
            StepFailure failure =
                    failure(new TargetRequest.Uninstall(RequestedTarget.header(APPLIED - 1), false, false));
            assertThat(failure.code()).isEqualTo("stale");
            assertThat(ours()).isEqualTo(before);
        }
    }

    @Nested
    class A_new_identity {
        @Test
        void is_written_once_and_for_every_worker() {
            applyStep();
            TargetIdentity before = identity();
            TargetIdentity after = new TargetIdentity(UUID.randomUUID());
            TargetRequest.Reidentify request = new TargetRequest.Reidentify(headerFor(before), after);
            ReidentifyResult result = report(request, report -> ((TargetReport.Reidentify) report).result());
            assertThat(result).isEqualTo(new ReidentifyResult(before, after));
            assertThat(identity()).isEqualTo(after);
            TargetReport repeated = report(request, Function.identity());
            assertThat(repeated).isInstanceOf(TargetReport.Reidentify.class);
            assertThat(identity()).isEqualTo(after);
        }

        @Test
        void with_a_number_below_the_fence_is_refused() {
            applyStep();
            TargetIdentity before = identity();
            StepFailure failure = failure(new TargetRequest.Reidentify(
                    RequestedTarget.header(APPLIED - 1), new TargetIdentity(UUID.randomUUID())));
            assertThat(failure.code()).isEqualTo("stale");
            assertThat(identity()).isEqualTo(before);
        }
    }
}
