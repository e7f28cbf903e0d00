package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.worker.StepKey;
import java.io.Reader;
import java.io.StringReader;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * A script in memory, of which Flyway computes the checksum. Its name contains migration and step; column {@code script} of
 * the schema history has it.
 */
final class FlywayScript extends LoadableResource {
    private final String name;
    private final String text;

    private FlywayScript(String name, String text) {
        this.name = name;
        this.text = text;
    }

    static FlywayScript of(PostgresSql operation, StepKey key) {
        return new FlywayScript(nameOf(operation, key), operation.up());
    }

    static String nameOf(PostgresSql operation, StepKey key) {
        return "lockstep/%s/%s/V%s__%s.sql".formatted(key.migration(), key.step(), operation.version(), key.step());
    }

    @Override
    public Reader read() {
        return new StringReader(text);
    }

    @Override
    public String getRelativePath() {
        return name;
    }

    @Override
    public String getAbsolutePath() {
        return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return name;
    }

    @Override
    public String getFilename() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
