package dev.lockstep.coordinator.freeze;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.IdempotencyKeyHeader;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.RequestParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Opens, breaks and shows freezes. A freeze is for all targets, so a grant with a scope does not permit to open or
 * break one.
 */
@RestController
@RequestMapping(path = "/api/v1/freezes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "freezes")
class FreezeController {
    private static final int MAX_PAGE = 200;
    private final Freezes freezes;
    private final JdbcFreezes stored;

    FreezeController(Freezes freezes, JdbcFreezes stored) {
        this.freezes = freezes;
        this.stored = stored;
    }

    /**
     * Freezes: the open one, then earlier ones, newest first.
     *
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<FreezeView> items, @Nullable String next) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Open a freeze: nothing new starts until its end, or until two people break it",
            responses =
                    @ApiResponse(
                            responseCode = "201",
                            description = "The freeze is open",
                            content = @Content(schema = @Schema(implementation = FreezeView.class))))
    @Requires(value = Permission.FREEZE, everywhere = true)
    ResponseEntity<FreezeView> open(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody FreezeRequest request) {
        FreezeView opened = freezes.open(caller, request.checked(), IdempotencyKeyHeader.checked(idempotencyKey));
        return ResponseEntity.created(URI.create("/api/v1/freezes/" + opened.id()))
                .eTag(opened.etag())
                .body(opened);
    }

    @GetMapping
    @Operation(summary = "List freezes: the open one first, then earlier ones, newest first")
    @Requires(Permission.VIEW)
    Page list(
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        int pageSize = RequestParameters.pageSize(limit, MAX_PAGE);
        Instant now = stored.now();
        List<FreezeView> items =
                stored.before(after == null ? Long.MAX_VALUE : RequestParameters.cursor(after), pageSize).stream()
                        .map(freeze -> FreezeView.of(freeze, now))
                        .toList();
        return new Page(
                items,
                items.size() < pageSize ? null : String.valueOf(items.getLast().id()));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show a freeze")
    @Requires(Permission.VIEW)
    ResponseEntity<FreezeView> show(@PathVariable("id") String id) {
        FreezeView freeze = freezes.show(id);
        return ResponseEntity.ok().eTag(freeze.etag()).body(freeze);
    }

    @PostMapping(path = "/{id}/actions/break", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Request to break a freeze; it ends when a second person makes the same request within an hour",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The request is recorded, and waits for the one of a second person",
                        content = @Content(schema = @Schema(implementation = FreezeView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "The freeze has ended",
                        content = @Content(schema = @Schema(implementation = FreezeView.class)))
            })
    @Requires(value = Permission.BREAK_FREEZE, everywhere = true)
    ResponseEntity<FreezeView> requestBreak(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = "The ETag of the freeze, or * for any version")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @RequestBody BreakFreezeRequest request) {
        FreezeView freeze = freezes.requestBreak(caller, id, IfMatch.of(ifMatch, "freeze"), request.checkedReason());
        HttpStatus status = freeze.state() == FreezeState.OPEN ? HttpStatus.ACCEPTED : HttpStatus.OK;
        return ResponseEntity.status(status).eTag(freeze.etag()).body(freeze);
    }
}
