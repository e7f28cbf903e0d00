package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.Actions;
import dev.lockstep.coordinator.orchestration.Recorded;
import dev.lockstep.coordinator.orchestration.Voice;
import dev.lockstep.coordinator.problem.Mistake;
import dev.lockstep.coordinator.problem.Refusal;
import dev.lockstep.coordinator.problem.Storable;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaCommand;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person may ask of a migration. */
@RestController
@RequestMapping("/api/v1/migrations/{id}/actions")
@Tag(name = "actions")
class ActionController {
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");
    private static final int MAX_REASON = 2000;

    private final Actions actions;
    private final MigrationViews views;

    ActionController(Actions actions, MigrationViews views) {
        this.actions = actions;
        this.views = views;
    }

    /**
     * What a person says with it.
     *
     * @param reason why; kept with the migration
     * @param step which step; only skip takes one
     */
    record Asked(@Nullable String reason, @Nullable String step) {}

    @PostMapping(
            path = "/{action}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Ask something of a migration",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "It is begun",
                            content = @Content(schema = @Schema(implementation = MigrationView.class))))
    ResponseEntity<MigrationView> act(
            @PathVariable("id") String id,
            @Parameter(schema = @Schema(allowableValues = {"cancel", "rollback", "retry", "skip", "close"}))
                    @PathVariable("action")
                    String action,
            @Parameter(required = true, description = "The ETag of the migration as it was seen, or * for any version")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @RequestBody Asked asked) {
        MigrationId migration = Requests.migration(id);
        Function<Occasion, SagaCommand> command = command(action, asked);
        Voice voice = Voice.anonymous(reason(asked));
        return switch (actions.act(migration, seen(ifMatch), voice, command)) {
            case Actions.Acted.Done(Recorded after) -> accepted(views.view(after));
            case Actions.Acted.OtherVersion(long version) ->
                throw Refusal.of(
                        HttpStatus.PRECONDITION_FAILED,
                        "other-version",
                        "the migration is at version %d, not at the one you saw: look again, then decide"
                                .formatted(version));
            case Actions.Acted.Refused(String reason) -> throw Refusal.of(HttpStatus.CONFLICT, "wrong-state", reason);
            case Actions.Acted.Unknown _u -> throw Requests.noMigration(id);
        };
    }

    private static ResponseEntity<MigrationView> accepted(MigrationView view) {
        return ResponseEntity.accepted().eTag(view.etag()).body(view);
    }

    private static Function<Occasion, SagaCommand> command(String action, Asked asked) {
        return switch (action) {
            case "cancel" -> SagaCommand.Cancel::new;
            case "rollback" -> SagaCommand.Rollback::new;
            case "retry" -> SagaCommand.Retry::new;
            case "skip" -> skip(asked);
            case "close" -> SagaCommand.Close::new;
            default ->
                throw Refusal.of(
                        HttpStatus.NOT_FOUND,
                        "unknown-action",
                        "%s is no action: take cancel, rollback, retry, skip or close".formatted(action));
        };
    }

    private static Function<Occasion, SagaCommand> skip(Asked asked) {
        String step = asked.step();
        if (step == null) {
            throw bad(Mistake.of("/step", "step is missing", "say which step is left as it is"));
        }
        try {
            StepId id = new StepId(step);
            return occasion -> new SagaCommand.Skip(occasion, id);
        } catch (IllegalArgumentException e) {
            throw bad(Mistake.of("/step", String.valueOf(e.getMessage()), "name a step of the plan"));
        }
    }

    private static String reason(Asked asked) {
        String reason = asked.reason();
        if (reason == null || reason.isBlank()) {
            throw bad(Mistake.of("/reason", "reason is missing", "say why: it is kept with the migration"));
        }
        if (reason.length() > MAX_REASON) {
            throw bad(Mistake.of(
                    "/reason", "reason is longer than %d characters".formatted(MAX_REASON), "say it shorter"));
        }
        if (!Storable.is(reason)) {
            throw bad(Mistake.of(
                    "/reason", "reason has a NUL or half of a surrogate pair in it", "take the character out"));
        }
        return reason;
    }

    private static OptionalLong seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Refusal.of(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "version-required",
                    "send If-Match with the ETag of the migration as you saw it");
        }
        if (ifMatch.strip().equals("*")) {
            return OptionalLong.empty();
        }
        Matcher matcher = ETAG.matcher(ifMatch.strip());
        // What is no ETag of ours is the ETag of no version of ours.
        return OptionalLong.of(matcher.matches() ? Long.parseLong(matcher.group(1)) : -1);
    }

    private static Refusal bad(Mistake mistake) {
        return Refusal.of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-action", mistake.message(), List.of(mistake));
    }
}
