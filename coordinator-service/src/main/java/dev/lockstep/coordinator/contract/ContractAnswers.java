package dev.lockstep.coordinator.contract;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.saga.ContractFinding;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import dev.lockstep.coordinator.unawaited.UnawaitedReports;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps the answers of workers, and tells the saga when all checks of a contract are met. */
final class ContractAnswers implements UnawaitedReports {
    private final JdbcContractChecks checks;
    private final SagaShell sagas;
    private final Transactions transactions;

    ContractAnswers(JdbcContractChecks checks, SagaShell sagas, Transactions transactions) {
        this.checks = checks;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    @Override
    public Set<DispatchNumber> handle(List<Report> reports) {
        Set<DispatchNumber> known = checks.known(
                reports.stream().map(report -> report.header().dispatch()).collect(Collectors.toSet()));
        reports.stream()
                .filter(report -> known.contains(report.header().dispatch()))
                .forEach(this::handle);
        return known;
    }

    /** The next round comes at its time, whether the worker has answered or not. */
    @Override
    public void renew(Collection<DispatchNumber> dispatches) {}

    @Override
    public boolean reject(ParkedDispatch parked) {
        if (checks.known(Set.of(parked.dispatch())).isEmpty()) {
            return false;
        }
        checks.answer(parked.dispatch(), List.of(), storable("Kafka has rejected the command: " + parked.reason()));
        return true;
    }

    // Each in a separate transaction: two contracts are locked in the order of their reports.
    private void handle(Report report) {
        MigrationId contract = report.header().migration();
        transactions.run(() -> {
            checks.lock(contract);
            keep(report);
            passIfAllMet(contract);
            return contract;
        });
    }

    private void keep(Report report) {
        DispatchNumber dispatch = report.header().dispatch();
        switch (report) {
            case Report.Succeeded succeeded ->
                checks.answer(dispatch, succeeded.result().checks(), null);
            case Report.Failed failed ->
                fail(
                        dispatch,
                        "%s: %s"
                                .formatted(
                                        failed.failure().code(),
                                        failed.failure().message()));
            case Report.Rejected rejected ->
                fail(dispatch, "the worker has rejected the command: " + rejected.reason());
            case Report.Stopped _r -> fail(dispatch, "the worker has stopped");
            case Report.Compensated _r -> fail(dispatch, unexpected(report));
            case Report.Rehearsed _r -> fail(dispatch, unexpected(report));
            case Report.DryRun _r -> fail(dispatch, unexpected(report));
            case Report.BackedUp _r -> fail(dispatch, unexpected(report));
            case Report.Restored _r -> fail(dispatch, unexpected(report));
            case Report.Stale _r -> fail(dispatch, unexpected(report));
            case Report.Accepted _r -> {}
            case Report.Heartbeat _r -> {}
        }
    }

    private void passIfAllMet(MigrationId contract) {
        List<JdbcContractChecks.Answer> answers = checks.answers(contract);
        if (!answers.isEmpty() && answers.stream().allMatch(JdbcContractChecks.Answer::isMet)) {
            List<ContractFinding> findings = answers.stream()
                    .flatMap(answer -> answer.results().stream().map(result -> finding(answer, result)))
                    .toList();
            var _ = sagas.handle(
                    contract,
                    Requester.coordinator("all checks of the contract are met"),
                    context -> new SagaCommand.PassContractChecks(context, findings));
        }
    }

    private static ContractFinding finding(JdbcContractChecks.Answer answer, CheckResult result) {
        return new ContractFinding(answer.target(), result.check(), result.expected(), result.found());
    }

    private void fail(DispatchNumber dispatch, String failure) {
        checks.answer(dispatch, List.of(), storable(failure));
    }

    private static String storable(String failure) {
        return JdbcRequests.storable(failure);
    }

    private static String unexpected(Report report) {
        return "the worker has answered with %s".formatted(report.getClass().getSimpleName());
    }
}
