package dev.lockstep.coordinator.http;

import org.jspecify.annotations.Nullable;

/** The query of a request that can be tried with {@code dryRun=true}. */
public final class DryRunQuery {
    private DryRunQuery() {}

    /**
     * Whether the request only asks what it would do.
     *
     * @throws ApiException if the query is another one: a misspelt parameter must not change anything
     */
    public static boolean isDryRun(@Nullable String query) {
        return switch (query) {
            case null -> false;
            case "dryRun=false" -> false;
            case "dryRun=true" -> true;
            default ->
                throw ApiException.of(
                        ProblemType.INVALID_QUERY,
                        ("the query is \"%s\", but this request has one parameter only: dryRun=true or dryRun=false;"
                                        + " nothing was done")
                                .formatted(query));
        };
    }
}
