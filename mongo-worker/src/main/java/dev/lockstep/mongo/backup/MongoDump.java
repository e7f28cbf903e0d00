package dev.lockstep.mongo.backup;

import dev.lockstep.mongo.target.MongoToolAccess;
import dev.lockstep.worker.StoreTool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of {@code mongodump} for one collection.
 *
 * @param number position of the collection among those of the steps
 * @param serverVersion version of the server
 */
record MongoDump(MongoToolAccess access, String collection, int number, String serverVersion) implements StoreTool {
    /** From this version on, the tools have versions of their own, and serve all supported servers. */
    private static final String OWN_VERSIONS = "100";

    @Override
    public String name() {
        return "mongodump";
    }

    @Override
    public String fileName() {
        return "c%04d.archive.gz".formatted(number);
    }

    @Override
    public Optional<String> mismatch(String version) {
        return StoreTool.isOlder(version, OWN_VERSIONS) && StoreTool.isOlder(version, serverVersion)
                ? Optional.of("mongodump %s is older than the server (MongoDB %s); use the Database Tools 100 or later"
                        .formatted(version, serverVersion))
                : Optional.empty();
    }

    @Override
    public ToolCall call(PrivateFiles files) {
        Path configuration = files.write("mongodump.yaml", "uri: %s%n".formatted(access.quotedUri()));
        return new ToolCall(
                List.of("--config=" + configuration, "--collection=" + collection, "--archive", "--gzip", "--quiet"),
                Map.of(),
                access.secrets());
    }
}
