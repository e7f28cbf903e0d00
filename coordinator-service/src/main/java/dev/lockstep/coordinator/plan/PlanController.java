package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.coordinator.problem.Mistake;
import dev.lockstep.coordinator.problem.Refusal;
import dev.lockstep.coordinator.problem.Storable;
import dev.lockstep.coordinator.status.MigrationView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes plans in. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "plans")
class PlanController {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_KEY = 200;
    private static final String YAML = "application/yaml";
    private static final String OTHER_YAML = "application/x-yaml";
    private static final String TEXT_YAML = "text/yaml";

    private final PlanIntake intake;
    private final Posts posts;

    PlanController(PlanIntake intake, Posts posts) {
        this.intake = intake;
        this.posts = posts;
    }

    /** A plan that may run. */
    record Validated(PlanName name, int steps, Checksum checksum) {}

    @PostMapping(
            path = "/migrations",
            consumes = {YAML, OTHER_YAML, TEXT_YAML, MediaType.APPLICATION_JSON_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Post a plan",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = YAML, schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(type = "object"))
                            }),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "It runs, or waits for its turn",
                        content = @Content(schema = @Schema(implementation = MigrationView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "The same content is under way or completed",
                        content = @Content(schema = @Schema(implementation = MigrationView.class)))
            })
    ResponseEntity<byte[]> submit(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, HttpServletRequest request)
            throws IOException {
        refuseQuery(request);
        byte[] body = body(request);
        JdbcIdempotencyKeys.Answered answer = posts.post(valid(body, format(request)), body, key(key));
        return ResponseEntity.status(answer.status())
                .location(URI.create("/api/v1/migrations/" + answer.migration()))
                .header(HttpHeaders.ETAG, answer.etag())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Posts.bytes(answer));
    }

    @PostMapping(
            path = "/plans/validate",
            consumes = {YAML, OTHER_YAML, TEXT_YAML, MediaType.APPLICATION_JSON_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Judge a plan without running it",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = YAML, schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(type = "object"))
                            }))
    Validated validate(HttpServletRequest request) throws IOException {
        Plan plan = valid(body(request), format(request)).plan();
        return new Validated(plan.name(), plan.spec().steps().size(), Checksum.of(plan));
    }

    private Verdict.Valid valid(byte[] body, PlanFormat format) {
        return switch (intake.judge(body, format)) {
            case Verdict.Valid valid -> valid;
            case Verdict.Unreadable(Mistake mistake) ->
                throw Refusal.of(
                        HttpStatus.BAD_REQUEST, "unreadable-plan", "the plan cannot be read", List.of(mistake));
            case Verdict.Invalid(List<Mistake> mistakes) ->
                throw Refusal.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "invalid-plan",
                        mistakes.size() == 1
                                ? "the plan may not run: one mistake"
                                : "the plan may not run: %d mistakes".formatted(mistakes.size()),
                        mistakes);
        };
    }

    // Who asks for a dry run and is not understood must not get a real one.
    private static void refuseQuery(HttpServletRequest request) {
        if (request.getQueryString() != null) {
            throw Refusal.of(
                    HttpStatus.BAD_REQUEST,
                    "bad-query",
                    "a post takes no query, and there are no dry runs yet: nothing was started");
        }
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        byte[] body = in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw Refusal.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "plan-too-large",
                    "a plan has at most %d bytes: split it into several plans".formatted(MAX_BYTES));
        }
        return body;
    }

    private static PlanFormat format(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        return type.isCompatibleWith(MediaType.APPLICATION_JSON) ? PlanFormat.JSON : PlanFormat.YAML;
    }

    private static @Nullable String key(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_KEY || !Storable.is(key))) {
            throw Refusal.of(
                    HttpStatus.BAD_REQUEST,
                    "bad-idempotency-key",
                    "an Idempotency-Key has 1 to %d characters".formatted(MAX_KEY));
        }
        return key;
    }
}
