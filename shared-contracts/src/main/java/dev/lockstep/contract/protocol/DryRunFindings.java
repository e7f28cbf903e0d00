package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the dry run of a step finds in one kind of store only. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface DryRunFindings {
    /**
     * What a script did in a transaction that was rolled back.
     *
     * @param statements the statements that were tried, in order
     * @param tables the tables whose rows the script wrote or that it rewrote
     * @param objects the changes of the catalog, such as {@code create index public.idx}
     * @param notTried statements that cannot be tried in a transaction, each with the reason
     * @param locksHeldMilliseconds how long the transaction held its locks
     */
    @JsonTypeName("postgres")
    record Postgres(
            List<Statement> statements,
            List<TableWrites> tables,
            List<String> objects,
            List<String> notTried,
            @JsonProperty(required = true) long locksHeldMilliseconds)
            implements DryRunFindings {
        public Postgres(
                @Nullable List<Statement> statements,
                @Nullable List<TableWrites> tables,
                @Nullable List<String> objects,
                @Nullable List<String> notTried,
                long locksHeldMilliseconds) {
            this.statements = statements == null ? List.of() : List.copyOf(statements);
            this.tables = tables == null ? List.of() : List.copyOf(tables);
            this.objects = objects == null ? List.of() : List.copyOf(objects);
            this.notTried = notTried == null ? List.of() : List.copyOf(notTried);
            this.locksHeldMilliseconds = locksHeldMilliseconds;
        }
    }

    /**
     * One statement of a script.
     *
     * @param text its beginning
     * @param lock the strongest lock that it took on a relation that existed before, such as {@code
     *     AccessExclusiveLock}; absent if it took none
     * @param relation the relation with that lock
     * @param rows number of rows that it affected
     */
    record Statement(
            @JsonProperty(required = true) String text,
            @Nullable String lock,
            @Nullable String relation,
            @JsonProperty(required = true) long rows,
            @JsonProperty(required = true) long milliseconds) {}

    /**
     * The writes of a script to one table.
     *
     * @param rewritten whether the script wrote every row of the table again, as some changes of a column type do
     */
    record TableWrites(
            @JsonProperty(required = true) String table,
            @JsonProperty(required = true) long inserted,
            @JsonProperty(required = true) long updated,
            @JsonProperty(required = true) long deleted,
            @JsonProperty(required = true) boolean rewritten) {}

    /**
     * How the documents of a step are found.
     *
     * @param documents number of documents in the collection, as the server estimates it
     * @param index the index that the filter uses; absent if the server reads the whole collection, or if it does not
     *     explain its plan
     * @param plan the server's plan in a few words, such as {@code IXSCAN by_owner}
     */
    @JsonTypeName("mongo")
    record Mongo(
            @JsonProperty(required = true) String collection,
            @JsonProperty(required = true) long documents,
            @Nullable String index,
            @JsonProperty(required = true) String plan)
            implements DryRunFindings {}

    /**
     * The keys that match a step.
     *
     * @param keysByType number of keys by type, such as {@code string} and {@code hash}
     * @param keysByExpiry number of keys by the time until they expire: {@code none}, {@code under-1h}, {@code
     *     under-1d}, {@code over-1d}
     * @param memoryBytes estimated memory of these keys, from a sample
     */
    @JsonTypeName("redis")
    record Redis(
            Map<String, Long> keysByType,
            Map<String, Long> keysByExpiry,
            @JsonProperty(required = true) long memoryBytes)
            implements DryRunFindings {
        public Redis(
                @Nullable Map<String, Long> keysByType, @Nullable Map<String, Long> keysByExpiry, long memoryBytes) {
            this.keysByType = sorted(keysByType);
            this.keysByExpiry = sorted(keysByExpiry);
            this.memoryBytes = memoryBytes;
        }

        private static Map<String, Long> sorted(@Nullable Map<String, Long> counts) {
            return counts == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(counts));
        }
    }
}
