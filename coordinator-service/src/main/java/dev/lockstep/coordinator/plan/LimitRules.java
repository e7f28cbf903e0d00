package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks that deadlines can be met, and that they are longer than the time in which a silent worker is noticed. */
final class LimitRules implements PlanRule {
    private final Duration lease;

    /** @param lease the time after which a dispatch without a report is considered lost */
    LimitRules(Duration lease) {
        this.lease = lease;
    }

    @Override
    public List<PlanViolation> check(ParsedPlan plan) {
        JsonNode spec = plan.tree().path("spec");
        Deadline ofPlan = read(spec.path("deadline"), Deadline.class).orElse(null);
        PlanRetry retryOfPlan = read(spec.path("retry"), PlanRetry.class).orElse(null);
        List<PlanViolation> violations = new ArrayList<>();
        if (ofPlan != null) {
            checkLease(ofPlan, "/spec/deadline", violations);
            checkBackoff(ofPlan, first(retryOfPlan), "/spec/deadline", violations);
        }
        for (IndexedStep step : plan.steps()) {
            checkStep(step, ofPlan, retryOfPlan, violations);
        }
        return violations;
    }

    private void checkStep(
            IndexedStep indexed,
            @Nullable Deadline ofPlan,
            @Nullable PlanRetry retryOfPlan,
            List<PlanViolation> violations) {
        Deadline deadline = indexed.step().deadline();
        if (deadline == null) {
            return;
        }
        String pointer = indexed.pointer("deadline");
        if (indexed.step().irreversible()) {
            violations.add(new PlanViolation(
                    pointer,
                    "the step is irreversible and has a deadline; a step that cannot be undone is dispatched until its"
                            + " worker says whether it is applied",
                    "remove deadline from this step"));
        }
        checkLease(deadline, pointer, violations);
        PlanRetry retry = indexed.step().retry();
        checkBackoff(deadline, first(retry).or(() -> first(retryOfPlan)), pointer, violations);
        if (ofPlan != null && deadline.duration().compareTo(ofPlan.duration()) > 0) {
            violations.add(new PlanViolation(
                    pointer,
                    "the deadline of the step is %s but spec.deadline is %s, which passes first"
                            .formatted(deadline, ofPlan),
                    "shorten it to %s or less, or raise spec.deadline".formatted(ofPlan)));
        }
    }

    private void checkLease(Deadline deadline, String pointer, List<PlanViolation> violations) {
        if (deadline.duration().compareTo(lease) < 0) {
            violations.add(new PlanViolation(
                    pointer,
                    "the deadline is %s, which is shorter than the lease of a dispatch (%s)"
                            .formatted(deadline, text(lease)),
                    "write %s or more, or shorten lockstep.lease".formatted(text(lease))));
        }
    }

    private static void checkBackoff(
            Deadline deadline, Optional<BackoffTime> first, String pointer, List<PlanViolation> violations) {
        first.filter(backoff -> backoff.duration().compareTo(deadline.duration()) >= 0)
                .ifPresent(backoff -> violations.add(new PlanViolation(
                        pointer,
                        "the deadline is %s but the first back-off is %s; the step would never be dispatched again"
                                .formatted(deadline, backoff),
                        "raise the deadline above %s, or lower backoff.first".formatted(backoff))));
    }

    private static Optional<BackoffTime> first(@Nullable PlanRetry retry) {
        return Optional.ofNullable(retry).map(PlanRetry::backoff).map(PlanBackoff::first);
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    // A value that is not valid has its own violation.
    private static <T> Optional<T> read(JsonNode node, Class<T> type) {
        try {
            return node.isMissingNode() || node.isNull()
                    ? Optional.empty()
                    : Optional.of(LockstepJson.plans().treeToValue(node, type));
        } catch (JacksonException _e) {
            return Optional.empty();
        }
    }
}
