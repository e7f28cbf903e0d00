package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Migrations, to be looked at. */
@RestController
@RequestMapping("/api/v1/migrations")
@Tag(name = "migrations")
class MigrationController {
    private static final int MAX_PAGE = 200;
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    private final MigrationViews views;
    private final JdbcMigrationList list;
    private final JdbcTimeline timeline;
    private final EventStream stream;

    MigrationController(MigrationViews views, JdbcMigrationList list, JdbcTimeline timeline, EventStream stream) {
        this.views = views;
        this.list = list;
        this.timeline = timeline;
        this.stream = stream;
    }

    /**
     * A page of a list.
     *
     * @param next what to give as {@code after} for the page that follows; absent on the last
     */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** All that happened so far. */
    record Timeline(List<TimelineEntry> items) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Migrations, newest first")
    Page<MigrationView> list(
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "target", required = false) @Nullable String target,
            @RequestParam(name = "label", required = false) @Nullable String label,
            @RequestParam(name = "name", required = false) @Nullable String name,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @RequestParam(name = "after", required = false) @Nullable String after) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw Requests.badQuery("limit is %d: it goes from 1 to %d".formatted(limit, MAX_PAGE));
        }
        List<MigrationId> found = list.find(new JdbcMigrationList.Wanted(
                state == null ? null : state(state),
                text(target),
                label(text(label)),
                text(name),
                after == null ? null : Requests.cursor(after).value(),
                limit));
        List<MigrationView> items = found.stream()
                .map(views::view)
                .flatMap(Optional::stream)
                .map(MigrationView::brief)
                .toList();
        return new Page<>(items, found.size() == limit ? found.getLast().toString() : null);
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "One migration, with its steps and what may be asked of it")
    ResponseEntity<MigrationView> one(@PathVariable("id") String id) {
        MigrationView view = views.view(Requests.migration(id)).orElseThrow(() -> Requests.noMigration(id));
        return ResponseEntity.ok().eTag(view.etag()).body(view);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "The timeline of a migration; as text/event-stream it goes on while the client listens",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "What happened, first to last",
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
                            description = "Of a stream: the sequence after which it goes on"))
    Timeline events(@PathVariable("id") String id) {
        List<TimelineEntry> entries = timeline.after(Requests.migration(id), 0);
        if (entries.isEmpty()) {
            throw Requests.noMigration(id);
        }
        return new Timeline(entries);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(hidden = true)
    void stream(
            @PathVariable("id") String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEvent,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        MigrationId migration = Requests.migration(id);
        if (timeline.after(migration, 0).isEmpty()) {
            throw Requests.noMigration(id);
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        long after = sequence(lastEvent);
        // Who asks for the headers alone would wait for the end of a stream that has none.
        if (!request.getMethod().equals(HttpMethod.HEAD.name())) {
            stream.follow(migration, after, response.getOutputStream());
        }
    }

    private static long sequence(@Nullable String lastEvent) {
        if (lastEvent == null || lastEvent.isBlank()) {
            return 0;
        }
        if (!SEQUENCE.matcher(lastEvent.strip()).matches()) {
            throw Requests.badQuery(
                    "Last-Event-ID is %s: it is the id of an event of this stream".formatted(lastEvent));
        }
        return Long.parseLong(lastEvent.strip());
    }

    private static String state(String text) {
        return Arrays.stream(MigrationState.values())
                .map(Enum::name)
                .filter(text.toUpperCase(Locale.ROOT)::equals)
                .findFirst()
                .orElseThrow(() -> Requests.badQuery(
                        "state is %s: it is one of %s".formatted(text, List.of(MigrationState.values()))));
    }

    private static @Nullable String text(@Nullable String value) {
        if (value != null && value.indexOf('\0') >= 0) {
            throw Requests.badQuery("a query has no NUL in it");
        }
        return value;
    }

    private static @Nullable String label(@Nullable String value) {
        if (value != null && value.indexOf(':') < 1) {
            throw Requests.badQuery("label is %s: it is key:value".formatted(value));
        }
        return value;
    }
}
