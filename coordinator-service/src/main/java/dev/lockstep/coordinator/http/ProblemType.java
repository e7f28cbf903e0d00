package dev.lockstep.coordinator.http;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * The types of problems that the API reports. The name in lower case with hyphens is the last part of the problem's
 * {@code type}. It is public and never changes.
 */
public enum ProblemType {
    UNAUTHENTICATED(
            HttpStatus.UNAUTHORIZED,
            "The request has no token, or a token that is not valid.",
            "Send the header `Authorization: Bearer` with a valid token."),
    FORBIDDEN(
            HttpStatus.FORBIDDEN,
            "The token does not permit the request, or does not permit it for these targets.",
            "Use a token with a grant for it; `GET /api/v1/me` lists the grants of a token."),
    CROSS_SITE_REQUEST(
            HttpStatus.FORBIDDEN,
            "A browser sent the request with the cookie of a session, or to sign in, from a page of another site.",
            "Use the pages of the coordinator, or send the header `Authorization: Bearer`."),
    IDENTITY_PROVIDER_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The keys of the identity provider cannot be read, so its tokens cannot be checked.",
            "Repeat the request later, or use an API token."),
    UNREADABLE_PLAN(
            HttpStatus.BAD_REQUEST,
            "The plan is not well-formed YAML or JSON.",
            "Correct the text at the line and column in `errors`."),
    INVALID_PLAN(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The plan is well-formed but breaks one or more rules; nothing was stored.",
            "Follow the hint of each entry in `errors`."),
    PLAN_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The plan is larger than 1 MiB.", "Split it into several plans."),
    PLAN_NAME_IN_USE(
            HttpStatus.CONFLICT,
            "A migration with the same plan name but a different plan is running or completed.",
            "Submit the existing plan unchanged, or choose another `metadata.name`; `errors` lists the differences."),
    INVALID_IDEMPOTENCY_KEY(
            HttpStatus.BAD_REQUEST,
            "The header `Idempotency-Key` is blank, too long, or contains a character that cannot be stored.",
            "Send 1 to 200 printable characters."),
    IDEMPOTENCY_KEY_REUSED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The `Idempotency-Key` was used before with another body.",
            "Use a new key for a new plan, freeze or downgrade."),
    UNREADABLE_BODY(
            HttpStatus.BAD_REQUEST,
            "The body of an action, an erasure or a purge is not the expected JSON object.",
            "Send `{\"reason\": \"...\"}`; skip also needs `\"step\"`, and an erasure `\"step\"` and `\"unit\"`."),
    INVALID_ACTION_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the action is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    UNKNOWN_ACTION(
            HttpStatus.NOT_FOUND, "There is no action with this name.", "Use cancel, rollback, retry, skip or close."),
    IF_MATCH_REQUIRED(
            HttpStatus.PRECONDITION_REQUIRED,
            "The action has no `If-Match` header.",
            "Send the `ETag` of the migration, freeze or downgrade, or `*` for any version."),
    VERSION_MISMATCH(
            HttpStatus.PRECONDITION_FAILED,
            "The migration, freeze or downgrade has changed since the version in `If-Match`.",
            "Read it again, then send the action with its new `ETag`."),
    ACTION_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The state of the migration does not allow the action.",
            "Use one of the migration's `allowedActions`; `detail` states the reason."),
    FROZEN(
            HttpStatus.CONFLICT,
            "A freeze is open, so nothing new starts: no rollback of a completed migration, no downgrade, and no restore.",
            "Wait until the freeze has ended, or let two people break it (`POST /api/v1/freezes/{id}/actions/break`)."),
    TARGET_STOPPED(
            HttpStatus.CONFLICT,
            "Nothing new starts on a target: no rollback of a completed migration, no downgrade and no restore.",
            "Wait until the reason in `detail` has ended, or acknowledge the drift that it names."),
    INVALID_FREEZE_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request to open or to break a freeze is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    FREEZE_OPEN(
            HttpStatus.CONFLICT,
            "A freeze is open already, and there is at most one.",
            "Use the open one, or break it first; `detail` names it."),
    FREEZE_ENDED(
            HttpStatus.CONFLICT,
            "The freeze has ended, so it cannot be broken.",
            "Nothing is to be done; list the freezes with `GET /api/v1/freezes`."),
    UNKNOWN_FREEZE(HttpStatus.NOT_FOUND, "No freeze has this id.", "List the freezes with `GET /api/v1/freezes`."),
    INVALID_DOWNGRADE_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request for a downgrade is missing or has an invalid value, or the target has no such version"
                    + " or migration.",
            "Follow the hint of each entry in `errors`."),
    DOWNGRADE_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The target cannot be downgraded so far now, or the state of the downgrade does not allow the action.",
            "Follow the hint of each entry in `errors`; a dry run (`?dryRun=true`) shows what would be rolled back."),
    UNKNOWN_DOWNGRADE(
            HttpStatus.NOT_FOUND, "No downgrade has this id.", "List the downgrades with `GET /api/v1/downgrades`."),
    INVALID_FLEET_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the action on a fleet is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    FLEET_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "Another fleet or a migration of another plan has the name, or the state of the fleet does not allow the action.",
            "Choose another plan name; `allowedActions` of the fleet lists the actions that its state allows."),
    UNKNOWN_FLEET(HttpStatus.NOT_FOUND, "No fleet has this id.", "List the fleets with `GET /api/v1/fleets`."),
    INVALID_ERASURE_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request for an erasure is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    ERASURE_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "Units of the migration cannot be erased now, too many were erased, or its journals are purged.",
            "Wait until no step of the migration is running; `detail` states the reason."),
    UNKNOWN_ERASURE(
            HttpStatus.NOT_FOUND,
            "The migration has no erasure with this number.",
            "List them with `GET /api/v1/migrations/{id}/erasures`."),
    INVALID_PURGE_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request for a purge is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    PURGE_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The journals of the migration cannot be purged now.",
            "Wait until the migration, its erasures and its restores have ended; `detail` states the reason."),
    UNKNOWN_PURGE(
            HttpStatus.NOT_FOUND,
            "The journals of the migration are not purged, and no purge of them is decided.",
            "Its `purgeDue` says when they are purged; `POST /api/v1/migrations/{id}/purge` does it now."),
    INVALID_RESTORE_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request for a restore is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    RESTORE_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The backup cannot be restored now, or too many restores were requested.",
            "Wait until the target is free; `detail` states the reason."),
    UNKNOWN_RESTORE(
            HttpStatus.NOT_FOUND,
            "The migration has no restore with this number.",
            "List them with `GET /api/v1/migrations/{id}/restores`."),
    UNKNOWN_BACKUP(
            HttpStatus.NOT_FOUND,
            "The migration has no backup of this target.",
            "List the backups with `GET /api/v1/backups`."),
    INVALID_TARGET_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A field of the request about a target is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    TARGET_REQUEST_NOT_ALLOWED(
            HttpStatus.CONFLICT,
            "The request about the target cannot be made now, or the workers of the target do not support it.",
            "Repeat it when the reason in `detail` does not hold any more."),
    UNKNOWN_TARGET_REQUEST(
            HttpStatus.NOT_FOUND,
            "The target has no request with this number, or nothing of this kind was requested yet.",
            "List them with `GET /api/v1/targets/{name}/requests`."),
    UNKNOWN_MIGRATION(
            HttpStatus.NOT_FOUND, "No migration has this id.", "List the migrations with `GET /api/v1/migrations`."),
    UNKNOWN_TARGET(
            HttpStatus.NOT_FOUND,
            "No worker has registered this target.",
            "List the targets with `GET /api/v1/targets`, or start the target's worker."),
    UNKNOWN_TEMPLATE(
            HttpStatus.NOT_FOUND, "No template has this name.", "List the templates with `GET /api/v1/templates`."),
    UNKNOWN_TOKEN(HttpStatus.NOT_FOUND, "No token has this id.", "List the tokens with `GET /api/v1/tokens`."),
    INVALID_TOKEN_REQUEST(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A property of the token to create is missing or has an invalid value.",
            "Follow the hint of each entry in `errors`."),
    INVALID_QUERY(
            HttpStatus.BAD_REQUEST,
            "A query parameter or a header has an invalid value.",
            "Send the value that `detail` describes."),
    TOO_MANY_REQUESTS(
            HttpStatus.TOO_MANY_REQUESTS,
            "The client sends too many requests.",
            "Repeat the request after the number of seconds in `Retry-After`; follow a migration by its events."),
    BODY_TOO_LARGE(
            HttpStatus.CONTENT_TOO_LARGE, "The body of the request is larger than 64 KiB.", "Shorten its texts."),
    BODY_TOO_SLOW(
            HttpStatus.REQUEST_TIMEOUT,
            "The body of the request was not received within one minute, or the client has stopped sending it.",
            "Repeat the request over a faster connection."),
    TOO_MANY_STREAMS(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Too many clients follow events of migrations already.",
            "Connect again later with `Last-Event-ID`, or read the events as `application/json`."),
    DATABASE_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The coordinator cannot reach its database, or the database is read-only; nothing was changed.",
            "Repeat the request after the number of seconds in `Retry-After`."),
    KAFKA_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Kafka did not take the message that the request needs.",
            "Repeat the request after the number of seconds in `Retry-After`."),
    BAD_REQUEST(HttpStatus.BAD_REQUEST, "The request is not valid HTTP.", "Correct the path or the headers."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is no resource at this path.", "See `docs/openapi.json`."),
    METHOD_NOT_ALLOWED(
            HttpStatus.METHOD_NOT_ALLOWED,
            "The resource does not support this HTTP method.",
            "Use a method from the `Allow` header."),
    NOT_ACCEPTABLE(
            HttpStatus.NOT_ACCEPTABLE,
            "The resource has no representation in a type that `Accept` lists.",
            "Accept `application/json`, or `text/event-stream` for events."),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body's type, charset or encoding is not supported.",
            "Send `application/yaml` or `application/json` in UTF-8, uncompressed."),
    INTERNAL_SERVER_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "The coordinator failed to handle the request.",
            "Find the cause in the coordinator's log.");

    private final HttpStatus status;
    private final String meaning;
    private final String remedy;

    ProblemType(HttpStatus status, String meaning, String remedy) {
        this.status = status;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    public HttpStatus status() {
        return status;
    }

    /** The sentence that describes the problem. */
    public String meaning() {
        return meaning;
    }

    /** The sentence that describes what the caller can do. */
    public String remedy() {
        return remedy;
    }

    /** The last part of the problem's type. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
