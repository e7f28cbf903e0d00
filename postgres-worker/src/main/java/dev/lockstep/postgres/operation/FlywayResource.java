package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.worker.StepKey;
import java.io.Reader;
import java.io.StringReader;
import org.flywaydb.core.api.resource.LoadableResource;

/** A script in memory, under the name that the schema history keeps: it says which migration and step brought it. */
final class FlywayResource extends LoadableResource {
    private final String path;
    private final String text;

    FlywayResource(String path, String text) {
        this.path = path;
        this.text = text;
    }

    static FlywayResource of(PostgresSql operation, StepKey key) {
        return new FlywayResource(pathOf(operation, key), operation.up());
    }

    static String pathOf(PostgresSql operation, StepKey key) {
        return "lockstep/%s/%s/V%s__%s.sql".formatted(key.migration(), key.step(), operation.version(), key.step());
    }

    @Override
    public Reader read() {
        return new StringReader(text);
    }

    @Override
    public String getRelativePath() {
        return path;
    }

    @Override
    public String getAbsolutePath() {
        return path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return path;
    }

    @Override
    public String getFilename() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
