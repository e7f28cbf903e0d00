package dev.lockstep.cli.demo;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A request that the demo repeats, and what its answers mean. */
enum ApplicationRequest {
    READ_EXERCISES("/api/v1/exercises?limit=20"),
    READ_CONVERSATION("/api/v1/conversations/41/session-41"),
    READ_MIGRATED_STATE("/api/v1/user-state/1"),
    READ_OTHER_STATE("/api/v1/user-state/4"),
    /** Has an empty body, so that it changes nothing: 400 says that it was not refused for maintenance. */
    WRITE_EXERCISE("/api/v1/exercises");

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;

    private final String path;

    ApplicationRequest(String path) {
        this.path = path;
    }

    static List<ApplicationRequest> all() {
        return List.of(values());
    }

    HttpRequest to(URI application, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(application.resolve(path)).timeout(limit);
        return switch (this) {
            case READ_EXERCISES, READ_CONVERSATION, READ_MIGRATED_STATE, READ_OTHER_STATE ->
                request.GET().build();
            case WRITE_EXERCISE ->
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build();
        };
    }

    ApplicationCounts count(HttpResponse<String> response, Duration duration) {
        int status = response.statusCode();
        return switch (this) {
            case READ_EXERCISES, READ_CONVERSATION, READ_MIGRATED_STATE, READ_OTHER_STATE ->
                status == OK
                        ? new ApplicationCounts(1, 0, 0, 0, null, duration)
                        : failure("%d %s".formatted(status, response.body()), duration);
            case WRITE_EXERCISE -> countWrite(response, duration);
        };
    }

    private ApplicationCounts countWrite(HttpResponse<String> response, Duration duration) {
        int status = response.statusCode();
        if (status == UNAVAILABLE
                && response.headers().firstValue("Retry-After").isPresent()) {
            return new ApplicationCounts(0, 1, 0, 0, null, duration);
        }
        return status == BAD_REQUEST
                ? new ApplicationCounts(0, 0, 1, 0, null, duration)
                : failure("%d %s".formatted(status, response.body()), duration);
    }

    ApplicationCounts failure(String found, Duration duration) {
        return new ApplicationCounts(0, 0, 0, 1, path + ": found " + found, duration);
    }
}
