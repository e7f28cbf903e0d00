package dev.lockstep.postgres.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@value #FILE} of a backup: definitions of all objects in it, and which file has the rows of which table.
 *
 * @param format {@value #FORMAT}; a worker does not restore another one
 * @param relations the names of tables, views, indexes and sequences by their OIDs, which find them when they are
 *     renamed
 * @param created the names of the objects that the steps create; a few may have belonged to other objects before
 */
record DatabaseDefinitions(
        @JsonProperty(required = true) int format,
        @JsonProperty(required = true) List<Table> tables,
        @JsonProperty(required = true) List<Sequence> sequences,
        @JsonProperty(required = true) List<Relation> relations,
        @JsonProperty(required = true) List<CatalogObject> objects,
        @JsonProperty(required = true) List<String> created) {
    static final int FORMAT = 1;
    static final String FILE = "definitions.json.gz";
    /** The same statements for people, in the order in which they run. */
    static final String SCRIPT = "definitions.sql.gz";

    /** Far more than the catalog of a large application. */
    private static final int MAX_BYTES = 64 << 20;

    DatabaseDefinitions {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        relations = List.copyOf(relations);
        objects = List.copyOf(objects);
        created = List.copyOf(created);
    }

    /**
     * A table of the backup.
     *
     * @param file the file with its rows; absent if the steps write no rows of it
     * @param rows the number of rows in the file
     */
    record Table(
            @JsonProperty(required = true) TableShape shape,
            @Nullable String file,
            @JsonProperty(required = true) long rows) {}

    /** The value of a sequence. */
    record Sequence(
            @JsonProperty(required = true) long oid,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) long lastValue,
            @JsonProperty(required = true) boolean called) {}

    /**
     * A relation's name at the time of the backup.
     *
     * @param kind {@code relkind} of the catalog
     */
    record Relation(
            @JsonProperty(required = true) long oid,
            @JsonProperty(required = true) String kind,
            @JsonProperty(required = true) String schema,
            @JsonProperty(required = true) String name) {}

    /** The qualified and quoted names of the tables. */
    List<String> tableNames() {
        return tables.stream().map(table -> table.shape().name()).toList();
    }

    long writeTo(OutputStream file) throws IOException {
        byte[] json = LockstepJson.messages().writeValueAsBytes(this);
        if (json.length > MAX_BYTES) {
            throw OperationFailed.withoutEffect(
                    "backup-too-many-definitions",
                    ("the definitions of %d objects have %d bytes; a backup may have %d."
                                    + " Split the plan, or back up the database yourself")
                            .formatted(objects.size(), json.length, MAX_BYTES));
        }
        file.write(json);
        return 0;
    }

    static DatabaseDefinitions readFrom(InputStream file) throws IOException {
        byte[] json = file.readNBytes(MAX_BYTES + 1);
        if (json.length > MAX_BYTES) {
            throw new IOException("%s has more than %d bytes".formatted(FILE, MAX_BYTES));
        }
        DatabaseDefinitions read = LockstepJson.messages().readValue(json, DatabaseDefinitions.class);
        if (read.format != FORMAT) {
            throw OperationFailed.withoutEffect(
                    "backup-format-unknown",
                    ("%s has the format %d, but this worker restores format %d;"
                                    + " use the version of the worker that made the backup")
                            .formatted(FILE, read.format, FORMAT));
        }
        return read;
    }
}
