package dev.lockstep.cli;

import dev.lockstep.cli.schema.SchemaSource;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads the definitions of all objects of a target, and prints them or writes them to a file. */
@Command(
        name = "schema",
        description = {
            "Print the definitions of all objects of a PostgreSQL target that a script may change, as JSON. Keep the file, and "
                    + "compare a target with it: ./lockstep new --from-diff TARGET --against FILE.",
            "Exit codes: 0 printed or written; 1 failed, refused or error."
        })
final class SchemaCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Option(names = "--output", paramLabel = "FILE", description = "File to write. Default: standard output.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace the file of --output if it exists.")
    private boolean force;

    @Override
    public Integer call() {
        SchemaDefinitions schema = new SchemaSource(options.coordinator()).ofTarget(target);
        String text = SchemaSource.textOf(schema);
        if (output == null) {
            System.out.print(text);
        } else {
            new OutputFile(output).write(text, force);
            System.out.printf(
                    "%d definitions of target %s are written to %s.%n",
                    schema.objects().size(), target, output);
        }
        return ExitCodes.SUCCESS;
    }
}
