package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for an erasure.
 *
 * @param step the id of the step whose journal has the values
 * @param unit the document or key, as the conflicts of a compensation name it
 * @param reason why it is erased; stored with the erasure and in the audit trail
 */
record ErasureRequest(@Nullable String step, @Nullable String unit, @Nullable String reason) {
    private static final int MAX_UNIT_LENGTH = 4096;
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_ERASURE_REQUEST);

    /** A valid request. */
    record Checked(StepId step, String unit, String reason) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing, too long or not storable
     */
    Checked checked() {
        String checkedUnit =
                TEXT.required("unit", unit, MAX_UNIT_LENGTH, "write the key, or the collection and the _id");
        String checkedReason = TEXT.reason(reason, "write why the unit is erased");
        if (step == null) {
            throw invalid("/step", "step is missing", "write the id of the step that changed the unit");
        }
        try {
            return new Checked(new StepId(step), checkedUnit, checkedReason);
        } catch (InvalidValue e) {
            throw invalid("/step", String.valueOf(e.getMessage()), e.hint());
        }
    }

    static ApiException invalid(String pointer, String message, String hint) {
        return TEXT.invalid(pointer, message, hint);
    }
}
