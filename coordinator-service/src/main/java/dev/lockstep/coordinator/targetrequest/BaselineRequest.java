package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.BaselineSource;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a baseline.
 *
 * @param version the version up to which everything counts as applied; absent if the versions are those of another tool
 * @param from the tool whose history is read; absent without a version if the worker finds out which tool it is
 * @param reason why the versions are marked; stored with the request and in the audit trail
 */
record BaselineRequest(
        @Nullable String version,
        @Schema(allowableValues = {"flyway", "liquibase", "alembic"}) @Nullable String from,
        @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);
    private static final Pattern VERSION = Pattern.compile("\\d+([._]\\d+)*");
    private static final Pattern ZERO = Pattern.compile("0+([._]0+)*");
    /** The size of the column of the schema history. */
    private static final int MAX_VERSION_LENGTH = 50;

    /** A valid request. */
    record Checked(@Nullable String version, @Nullable BaselineSource source, String reason) {
        TargetRequest message(TargetRequestHeader header, boolean dryRun) {
            return new TargetRequest.Baseline(header, version, source, dryRun);
        }
    }

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing or invalid
     */
    Checked checked() {
        BaselineSource source = from == null ? null : source(from);
        if (version != null) {
            requireVersion(version);
            if (source == BaselineSource.FLYWAY) {
                throw TEXT.invalid(
                        "/version",
                        "version is \"%s\", but the versions of flyway are imported as they are".formatted(version),
                        "leave version out, or leave from out");
            }
        } else if (source == BaselineSource.ALEMBIC) {
            throw TEXT.invalid(
                    "/version",
                    "version is missing; a revision of alembic is no version",
                    "write the version up to which everything counts as applied, such as the number of revisions");
        }
        return new Checked(version, source, TEXT.reason(reason, "write why these versions count as applied"));
    }

    private static void requireVersion(String version) {
        if (!VERSION.matcher(version).matches() || ZERO.matcher(version).matches()) {
            throw TEXT.invalid(
                    "/version",
                    "version is \"%s\"; numbers separated by . or _ and above 0 are expected".formatted(version),
                    "write a version such as 2026.11.28.1");
        }
        if (version.length() > MAX_VERSION_LENGTH) {
            throw TEXT.invalid(
                    "/version",
                    "version has %d characters; the limit is %d".formatted(version.length(), MAX_VERSION_LENGTH),
                    "write a shorter version");
        }
    }

    private static BaselineSource source(String text) {
        return Arrays.stream(BaselineSource.values())
                .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> TEXT.invalid(
                        "/from",
                        "from is \"%s\"; flyway, liquibase or alembic is expected".formatted(text),
                        "write the tool that has changed the database so far, or leave from out"));
    }
}
