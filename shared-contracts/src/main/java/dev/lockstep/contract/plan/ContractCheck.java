package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.Verification.Count;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A read-only check of a target, which must be met before the contract steps are applied.
 *
 * @param target one of the targets of the steps
 * @param sql a query for PostgreSQL; its result is the first column of the first row
 * @param count selects the documents or keys to count in MongoDB or Redis
 * @param equalTo the expected result: a string, number or boolean
 * @param atLeast the minimum of the result
 * @param atMost the maximum of the result
 */
public record ContractCheck(
        @JsonProperty(required = true) TargetName target,
        @Nullable String sql,
        @Nullable Count count,
        @JsonProperty("equals") @Nullable JsonNode equalTo,
        @Nullable Long atLeast,
        @Nullable Long atMost) {
    public ContractCheck {
        Verification.requireComplete(sql, count, equalTo, atLeast, atMost);
    }

    /** The check without its target. */
    public Verification verification() {
        return new Verification(sql, count, equalTo, atLeast, atMost);
    }
}
