package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.MediaType;

/** Reads and validates the plan in the body of a request. */
public final class PlanRequests {
    public static final String YAML = "application/yaml";
    public static final String X_YAML = "application/x-yaml";
    public static final String TEXT_YAML = "text/yaml";
    public static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final int MAX_BYTES = 1024 * 1024;
    private final PlanIntake intake;

    PlanRequests(PlanIntake intake) {
        this.intake = intake;
    }

    /**
     * Parses and validates a plan that becomes one migration.
     *
     * @param permission what the caller must have on all targets of the plan
     * @throws ApiException if the plan is too large, unreadable, not permitted, invalid, or for a group of targets
     */
    public PostedPlan read(HttpServletRequest request, Caller caller, Permission permission) throws IOException {
        Read read = readAny(request, caller, permission);
        if (read.valid().group() != null) {
            throw invalid(
                    read,
                    new PlanViolation(
                            PostedGroup.POINTER,
                            "the plan is for a group of targets, so it becomes a migration for each member",
                            "send it to POST /api/v1/fleets, or write ./lockstep fleet FILE"));
        }
        return read.posted();
    }

    /**
     * Parses and validates a plan for a group of targets.
     *
     * @param permission what the caller must have on all members of the group
     * @throws ApiException if the plan is too large, unreadable, not permitted, invalid, or names no group
     */
    public PostedFleet readFleet(HttpServletRequest request, Caller caller, Permission permission) throws IOException {
        Read read = readAny(request, caller, permission);
        PostedGroup group = read.valid().group();
        if (group == null) {
            throw invalid(
                    read,
                    new PlanViolation(
                            "/spec",
                            "the plan names no group of targets",
                            "add targets: {group: NAME} to spec, or send the plan to POST /api/v1/migrations"));
        }
        return new PostedFleet(read.posted(), group.memberNames());
    }

    /** Parses and validates a plan of either kind, without running it. */
    Plan readForValidation(HttpServletRequest request, Caller caller) throws IOException {
        return readAny(request, caller, Permission.VALIDATE).valid().plan();
    }

    private record Read(PostedPlan posted, PlanValidation.Valid valid) {}

    private static ApiException invalid(Read read, PlanViolation violation) {
        PlanText text = read.valid().text();
        return ApiException.of(
                ProblemType.INVALID_PLAN, violation.message(), List.of(text.error(text.locate(violation))));
    }

    private Read readAny(HttpServletRequest request, Caller caller, Permission permission) throws IOException {
        byte[] body = body(request);
        PlanValidation validation = intake.validate(body, format(request), new CallerAccess(caller, permission));
        return switch (validation) {
            case PlanValidation.Valid valid -> new Read(new PostedPlan(body, valid.plan(), valid.text()), valid);
            case PlanValidation.Unreadable(ErrorDetail error) ->
                throw ApiException.of(ProblemType.UNREADABLE_PLAN, "the plan cannot be read", List.of(error));
            case PlanValidation.Invalid(List<ErrorDetail> errors, int total) ->
                throw ApiException.of(ProblemType.INVALID_PLAN, detail(errors.size(), total), errors);
        };
    }

    private static String detail(int listed, int total) {
        String counted = total == 1 ? "the plan has 1 error" : "the plan has %d errors".formatted(total);
        return listed < total ? "%s; the first %d are listed".formatted(counted, listed) : counted;
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        byte[] body = in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw ApiException.of(
                    ProblemType.PLAN_TOO_LARGE,
                    "the plan exceeds the limit of %d bytes; split it into several plans".formatted(MAX_BYTES));
        }
        return body;
    }

    private static PlanFormat format(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        return type.isCompatibleWith(MediaType.APPLICATION_JSON) ? PlanFormat.JSON : PlanFormat.YAML;
    }
}
