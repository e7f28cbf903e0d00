package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the contract steps wait for after the other steps are applied. All that is given must hold.
 *
 * @param delay the time that must pass; absent if none
 * @param confirmation whether an operator must say that nobody reads the old form any more
 * @param checks what must be found in the targets
 * @param limit if the contract steps have not begun after this time, they are cancelled; 30 days by default
 */
public record PlanContract(
        @Nullable GateLimit delay,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean confirmation,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ContractCheck> checks,
        GateLimit limit) {
    /** Most checks of one plan. */
    public static final int MAX_CHECKS = 20;

    private static final GateLimit DEFAULT_LIMIT = new GateLimit(Duration.ofDays(30));

    @JsonCreator
    public PlanContract(
            @Nullable GateLimit delay,
            boolean confirmation,
            @Nullable List<ContractCheck> checks,
            @Nullable GateLimit limit) {
        this.delay = delay;
        this.confirmation = confirmation;
        this.checks = PlanSpec.limited("checks", checks);
        this.limit = limit == null ? DEFAULT_LIMIT : limit;
        if (delay == null && !confirmation && this.checks.isEmpty()) {
            throw InvalidValue.of(
                    "contract has none of delay, confirmation and checks",
                    "write what the contract steps wait for, such as delay: 7d, confirmation: true, or a check that no"
                            + " old data is left");
        }
        if (delay != null && delay.duration().compareTo(this.limit.duration()) >= 0) {
            throw InvalidValue.in(
                    limit == null ? "delay" : "limit",
                    "the delay is %s and the limit is %s, so the contract steps could never begin"
                            .formatted(
                                    PlanDuration.format(delay.duration()), PlanDuration.format(this.limit.duration())),
                    "write a limit above the delay, or shorten the delay");
        }
    }

    /** The targets of the checks, in the order in which the checks name them first. */
    @JsonIgnore
    public SequencedSet<TargetName> checkedTargets() {
        return checks.stream().map(ContractCheck::target).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The checks of one target, in their order. */
    public List<Verification> checksOf(TargetName target) {
        return checks.stream()
                .filter(check -> check.target().equals(target))
                .map(ContractCheck::verification)
                .toList();
    }
}
