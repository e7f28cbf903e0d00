package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.MigrationState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists migrations and shows one with its timeline. */
@RestController
@RequestMapping("/api/v1/migrations")
@Tag(name = "migrations")
class MigrationController {
    private static final int MAX_PAGE = 200;
    private static final int MAX_TEXT = 200;
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");
    private final MigrationViews views;
    private final JdbcMigrationList list;
    private final JdbcTimeline timeline;
    private final EventStream stream;
    private final MigrationAccess access;

    MigrationController(
            MigrationViews views,
            JdbcMigrationList list,
            JdbcTimeline timeline,
            EventStream stream,
            MigrationAccess access) {
        this.access = access;
        this.views = views;
        this.list = list;
        this.timeline = timeline;
        this.stream = stream;
    }

    /**
     * A page of a list.
     *
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** The events of a migration up to now. */
    record Timeline(List<TimelineEntry> items) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List migrations, newest first")
    @Requires(Permission.VIEW)
    Page<MigrationView> list(
            Caller caller,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "target", required = false) @Nullable String target,
            @RequestParam(name = "label", required = false) @Nullable String label,
            @RequestParam(name = "name", required = false) @Nullable String name,
            @Parameter(
                            description =
                                    "Words that all occur in the name, the description, the labels, the targets or the step ids")
                    @RequestParam(name = "text", required = false)
                    @Nullable String text,
            @Parameter(description = "The earliest time of the submission, such as 2026-12-01T22:00:00Z")
                    @RequestParam(name = "since", required = false)
                    @Nullable String since,
            @Parameter(description = "The time before which it was submitted")
                    @RequestParam(name = "until", required = false)
                    @Nullable String until,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @RequestParam(name = "after", required = false) @Nullable String after) {
        int pageSize = RequestParameters.pageSize(limit, MAX_PAGE);
        JdbcMigrationList.Page found = list.find(
                new JdbcMigrationList.Filter(
                        state == null ? null : state(state),
                        text(target),
                        label(text(label)),
                        text(name),
                        searchText(text(text)),
                        time("since", since),
                        time("until", until),
                        after == null ? null : RequestParameters.cursor(after),
                        pageSize),
                caller);
        return new Page<>(
                views.summaries(found.items()),
                found.next() == null ? null : found.next().toString());
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Show a migration with its steps and its allowed actions")
    @Requires(Permission.VIEW)
    ResponseEntity<MigrationView> show(Caller caller, @PathVariable("id") String id) {
        MigrationView view = views.view(access.require(caller, Permission.VIEW, id))
                .orElseThrow(() -> RequestParameters.unknownMigration(id));
        return ResponseEntity.ok().eTag(view.etag()).body(view);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary =
                    "Show the timeline of a migration; as text/event-stream it continues until the outcome of the round",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The events in order; a stream ends after the outcome of the round",
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Timeline.class)),
                                @Content(
                                        mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                                        schema = @Schema(type = "string"))
                            }),
            parameters =
                    @Parameter(
                            name = "Last-Event-ID",
                            in = ParameterIn.HEADER,
                            description = "For a stream: the sequence of the last event that the client has"))
    @Requires(Permission.VIEW)
    Timeline events(Caller caller, @PathVariable("id") String id) {
        List<TimelineEntry> entries = timeline.all(access.require(caller, Permission.VIEW, id));
        if (entries.isEmpty()) {
            throw RequestParameters.unknownMigration(id);
        }
        return new Timeline(entries);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(hidden = true)
    @Requires(Permission.VIEW)
    void stream(
            Caller caller,
            @PathVariable("id") String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        MigrationId migration = access.require(caller, Permission.VIEW, id);
        JdbcTimeline.LastEvent last =
                timeline.last(migration).orElseThrow(() -> RequestParameters.unknownMigration(id));
        long afterSequence = sequence(lastEventId);
        // Without this status, a browser would connect again and again after the outcome.
        if (afterSequence >= last.sequence() && TimelineEntry.endsRound(last.type())) {
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return;
        }
        // A response to HEAD has no body, so its stream would not end when the client disconnects.
        if (request.getMethod().equals(HttpMethod.HEAD.name())) {
            start(response);
        } else {
            stream.write(caller.id(), migration, afterSequence, () -> start(response));
        }
    }

    private static OutputStream start(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return response.getOutputStream();
    }

    private static long sequence(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return 0;
        }
        if (!SEQUENCE.matcher(lastEventId.strip()).matches()) {
            throw RequestParameters.invalidQuery(
                    "Last-Event-ID is \"%s\"; the id of an event of this stream is expected".formatted(lastEventId));
        }
        return Long.parseLong(lastEventId.strip());
    }

    private static String state(String text) {
        return Arrays.stream(MigrationState.values())
                .map(Enum::name)
                .filter(text.toUpperCase(Locale.ROOT)::equals)
                .findFirst()
                .orElseThrow(() -> RequestParameters.invalidQuery(
                        "state is \"%s\"; one of %s is expected".formatted(text, states())));
    }

    private static String states() {
        return Arrays.stream(MigrationState.values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    private static @Nullable String text(@Nullable String value) {
        if (value != null && value.indexOf('\0') >= 0) {
            throw RequestParameters.invalidQuery("a parameter contains a NUL character; remove that character");
        }
        return value;
    }

    private static @Nullable String searchText(@Nullable String value) {
        if (value != null && value.length() > MAX_TEXT) {
            throw RequestParameters.invalidQuery(
                    "text has %d characters; at most %d are expected".formatted(value.length(), MAX_TEXT));
        }
        return value == null || value.isBlank() ? null : value;
    }

    private static @Nullable Instant time(String parameter, @Nullable String value) {
        try {
            return value == null ? null : PlanTime.parse(value).instant();
        } catch (InvalidValue e) {
            throw RequestParameters.invalidQuery("%s is \"%s\"; %s".formatted(parameter, value, e.hint()));
        }
    }

    private static @Nullable String label(@Nullable String value) {
        if (value != null && value.indexOf(':') < 1) {
            throw RequestParameters.invalidQuery(
                    "label is \"%s\"; a label such as \"ticket:SB-142\" is expected".formatted(value));
        }
        return value;
    }
}
