package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random plans of up to five steps. */
final class RandomPlans {
    private RandomPlans() {}

    static Plan plan(Random random) {
        Plan plan = randomlyLimited(random, planWithoutRollback(random));
        return switch (random.nextInt(6)) {
            case 0 -> Plans.withRollback(plan, Plans.approvedRollback());
            case 1 -> Plans.withRollback(plan, Plans.rollbackWithEndpoints("smoke-3", "smoke-4"));
            default -> plan;
        };
    }

    private static Plan randomlyLimited(Random random, Plan plan) {
        return random.nextInt(4) == 0
                ? Plans.withLimits(plan, null, Duration.ofSeconds(10 + random.nextInt(300)))
                : plan;
    }

    private static Step randomlyLimited(Random random, Step step) {
        return random.nextInt(4) == 0
                ? Plans.withLimits(
                        step,
                        Plans.retry(1 + random.nextInt(3), Duration.ofSeconds(2), Duration.ofMinutes(2)),
                        random.nextBoolean() ? Duration.ofSeconds(10 + random.nextInt(60)) : null)
                : step;
    }

    private static Plan planWithoutRollback(Random random) {
        List<Step> steps = new ArrayList<>();
        int size = 1 + random.nextInt(4);
        for (int index = 0; index < size; index++) {
            String id = String.valueOf((char) ('a' + index));
            String[] dependencies = steps.stream()
                    .filter(_ -> random.nextBoolean())
                    .map(step -> step.id().value())
                    .toArray(String[]::new);
            Step step = random.nextInt(3) == 0
                    ? Plans.stepWithFinishAfter(id, dependencies)
                    : Plans.stepAfter(id, dependencies);
            steps.add(randomlyLimited(random, step));
        }
        if (random.nextInt(4) == 0) {
            steps.add(Plans.irreversibleStep("z"));
        }
        if (random.nextInt(5) == 0) {
            Plan prepared = Plans.prepared(
                    random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), steps.toArray(Step[]::new));
            return random.nextBoolean() ? Plans.rehearsed(prepared) : prepared;
        }
        return random.nextInt(5) == 0
                ? Plans.withGates(window(random), random.nextBoolean() ? new PlanApproval(true, null) : null, steps)
                : random.nextInt(4) == 0
                        ? Plans.withEndpoints(
                                random.nextInt(4) == 0 ? window(random) : null,
                                List.of("smoke-1", "smoke-2").subList(0, random.nextInt(3)),
                                List.of(),
                                steps.toArray(Step[]::new))
                        : Plans.of(steps.toArray(Step[]::new));
    }

    private static PlanWindow window(Random random) {
        PlanTime start = new PlanTime(ScenarioCommand.START.plusSeconds(random.nextInt(60)));
        return new PlanWindow(start, new PlanTime(start.instant().plusSeconds(1 + random.nextInt(300))));
    }

    /** A plan whose contract steps are those of this plan. */
    static Plan contract(Random random, Plan plan) {
        return Plans.withContract(
                contract(random), Plans.chain("x"), plan.spec().steps().toArray(Step[]::new));
    }

    static PlanContract contract(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> ContractCommands.DELAY;
            case 1 -> ContractCommands.OPERATOR;
            case 2 -> ContractCommands.CHECKS;
            default -> ContractCommands.EVERYTHING;
        };
    }
}
