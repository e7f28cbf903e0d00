package dev.lockstep.cli;

import dev.lockstep.cli.script.ImportedStep;
import dev.lockstep.cli.script.PlanFiles;
import dev.lockstep.cli.script.ScriptFormat;
import dev.lockstep.cli.script.ScriptReport;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.TargetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes plans from the scripts of another tool. It needs no coordinator, and executes nothing. */
@Command(
        name = "import",
        description = {
            "Write plans from the scripts of Flyway, Alembic (its SQL), Liquibase (formatted SQL) or migrate-mongo, and say what "
                    + "a person must finish. Nothing is executed, and no coordinator is needed.",
            "Exit codes: 0 all scripts are taken, 1 error, or no plan is written, 3 plans are written, but a person must finish "
                    + "them or write others."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            description = "flyway, alembic-sql, liquibase-sql or migrate-mongo.")
    private String format = "";

    @Parameters(index = "1", paramLabel = "DIRECTORY", description = "Directory with the scripts.")
    private Path directory = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Directory to write the plans into. Default: ${DEFAULT-VALUE}.",
            defaultValue = "lockstep-plans")
    private Path output = Path.of("");

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Target of all steps. Default: main-postgres, for migrate-mongo main-mongo.")
    private @Nullable String target;

    @Option(
            names = "--one-plan",
            description = "Write all steps into one plan, or as few as the limits of plans allow.")
    private boolean onePlan;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Encoding of the scripts. Default: ${DEFAULT-VALUE}.",
            defaultValue = "UTF-8")
    private String encoding = "";

    @Option(names = "--force", description = "Replace plans that exist.")
    private boolean force;

    @Override
    public Integer call() {
        ScriptFormat scripts = scriptFormat();
        PlanFiles plans = new PlanFiles(targetName(scripts));
        List<ScriptReport> reports = scripts.read(directory, charset()).stream()
                .map(report -> limited(report, plans))
                .toList();
        reports.stream().flatMap(report -> report.lines().stream()).forEach(System.out::println);
        List<ImportedStep> steps =
                reports.stream().flatMap(report -> report.steps().stream()).toList();
        if (steps.isEmpty()) {
            System.out.println("No plan is written.");
            return ExitCodes.FAILED;
        }
        SequencedMap<String, String> files = onePlan ? plans.together(directoryName(), steps) : plans.separate(steps);
        write(files);
        long open = reports.stream().filter(ScriptReport::isOpen).count();
        System.out.printf("%d steps in %d plans are written to %s.%n", steps.size(), files.size(), output);
        if (onePlan && files.size() > 1) {
            System.out.println(
                    "They are several plans, because a plan has at most 200 steps and 1 MiB: run them in this order.");
        }
        if (open == 0) {
            return ExitCodes.SUCCESS;
        }
        System.out.printf("A person must finish %d of %d scripts.%n", open, reports.size());
        return ExitCodes.NEEDS_OPERATOR;
    }

    private ScriptFormat scriptFormat() {
        return Arrays.stream(ScriptFormat.values())
                .filter(known -> known.toString().equals(format))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the format is \"%s\"; expected one of %s"
                        .formatted(
                                format,
                                Arrays.stream(ScriptFormat.values())
                                        .map(ScriptFormat::toString)
                                        .collect(Collectors.joining(", ")))));
    }

    private String targetName(ScriptFormat scripts) {
        if (target == null) {
            return scripts == ScriptFormat.MIGRATE_MONGO ? "main-mongo" : "main-postgres";
        }
        try {
            return new TargetName(target).value();
        } catch (InvalidValue e) {
            throw new IllegalArgumentException("%s\n%s".formatted(e.getMessage(), e.hint()), e);
        }
    }

    private Charset charset() {
        try {
            return Charset.forName(encoding);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the encoding \"%s\" is not known\nwrite a name such as UTF-8 or ISO-8859-1".formatted(encoding),
                    e);
        }
    }

    private String directoryName() {
        return directory.toAbsolutePath().normalize().getFileName().toString();
    }

    private static ScriptReport limited(ScriptReport report, PlanFiles plans) {
        return report.steps().stream().allMatch(plans::fits) ? report : report.tooLarge();
    }

    private void write(SequencedMap<String, String> files) {
        List<Path> existing = files.keySet().stream()
                .map(output::resolve)
                .filter(Files::exists)
                .toList();
        if (!existing.isEmpty() && !force) {
            throw new IllegalArgumentException(
                    "%s exists already, nothing is written\nwrite another --output, or --force to replace it"
                            .formatted(existing.getFirst()));
        }
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create %s: %s".formatted(output, e.getMessage()), e);
        }
        files.forEach((name, text) -> new OutputFile(output.resolve(name)).write(text, force));
    }
}
