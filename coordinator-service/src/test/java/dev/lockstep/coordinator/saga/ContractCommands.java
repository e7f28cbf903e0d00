package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.ContractCheck;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Commands about contract steps, and what they wait for. */
final class ContractCommands {
    static final MigrationId EXPAND = MigrationId.parse("00000000-0000-4000-8000-00000000000e");
    static final PlanContract OPERATOR = new PlanContract(null, true, null, null);
    static final PlanContract CHECKS = new PlanContract(null, false, List.of(check()), null);
    static final PlanContract DELAY = new PlanContract(seconds(30), false, null, null);
    static final PlanContract EVERYTHING = new PlanContract(seconds(30), true, List.of(check()), seconds(300));

    private ContractCommands() {}

    private static GateLimit seconds(long seconds) {
        return new GateLimit(Duration.ofSeconds(seconds));
    }

    private static ContractCheck check() {
        return new ContractCheck(new TargetName("on-a"), "SELECT count(*) FROM old", null, null, null, 0L);
    }

    /** The submission of contract steps: those of this plan, after the completion of its other steps. */
    static ScenarioCommand submit(Plan plan) {
        TargetName target = new TargetName("on-a");
        return (_, context) -> new SagaCommand.SubmitContract(
                context,
                ScenarioCommand.MIGRATION,
                new LinkedChange.ContractSubmission(
                        EXPAND, plan.contractPart().orElseThrow(), Map.of(target, ScenarioCommand.identityOf(target))));
    }

    /** The submission of these contract steps. */
    static ScenarioCommand submit(PlanContract contract, Step... steps) {
        return submit(Plans.withContract(contract, Plans.chain("x"), steps));
    }

    static ScenarioCommand confirm() {
        return (_, context) -> new SagaCommand.ConfirmContract(context);
    }

    static ScenarioCommand checksMet() {
        return (_, context) -> new SagaCommand.PassContractChecks(
                context,
                List.of(new ContractFinding(new TargetName("on-a"), "SELECT count(*) FROM old", "at most 0", "0")));
    }
}
