package dev.lockstep.cli;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a template, or writes it to a file. It needs no coordinator. */
@Command(
        name = "new",
        description = {
            "Print a commented, valid plan to start from: for an operation (such as postgres.sql), for the gates, or of the "
                    + "operating procedure (sop). Without OPERATION, list all. No coordinator is needed.",
            "With --from-diff, print a plan that brings a PostgreSQL target to another schema.",
            "Exit codes: 0 printed or written, 1 refused or error."
        })
final class NewCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("TEMPLATE", "TARGETS", "SUMMARY");

    @Parameters(
            paramLabel = "OPERATION",
            arity = "0..1",
            description = "Type of an operation, gates, sop, sop-postgres, sop-mongo or sop-redis.")
    private @Nullable String operation;

    @Mixin
    private FromDifference fromDifference = new FromDifference();

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the plan.")
    private @Nullable String name;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Target of the steps. For a template with several targets: OLD=NEW, once for each of them.")
    private List<String> targets = List.of();

    @Option(names = "--output", paramLabel = "FILE", description = "File to write. Default: standard output.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace the file of --output if it exists.")
    private boolean force;

    @Override
    public Integer call() {
        if (fromDifference.isRequested()) {
            return writeDifference();
        }
        if (operation == null) {
            TextTable.lines(
                            HEADER,
                            PlanTemplates.all().stream().map(NewCommand::row).toList())
                    .forEach(System.out::println);
            return ExitCodes.SUCCESS;
        }
        String requested = operation;
        PlanTemplate template = filledIn(PlanTemplates.find(requested)
                .orElseThrow(() -> new IllegalArgumentException(PlanTemplates.unknown(requested))));
        return write("Template " + template.name(), template.text());
    }

    private int writeDifference() {
        if (operation != null || !targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "--from-diff writes a plan of its own, so it goes neither with OPERATION nor with --target\nleave them out");
        }
        return write("The plan", fromDifference.plan(name));
    }

    private int write(String what, String text) {
        if (output == null) {
            System.out.print(text);
        } else {
            new OutputFile(output).write(text, force);
            System.out.printf("%s is written to %s.%n", what, output);
        }
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(PlanTemplate template) {
        return List.of(template.name(), String.join(", ", template.targets()), template.summary());
    }

    private PlanTemplate filledIn(PlanTemplate template) {
        PlanTemplate filledIn = template;
        try {
            if (name != null) {
                filledIn = filledIn.named(new PlanName(name));
            }
            for (String target : targets) {
                filledIn = withTarget(filledIn, template, target);
            }
        } catch (InvalidValue e) {
            throw new IllegalArgumentException("%s\n%s".formatted(e.getMessage(), e.hint()), e);
        }
        return filledIn;
    }

    private static PlanTemplate withTarget(PlanTemplate filledIn, PlanTemplate original, String option) {
        int equals = option.indexOf('=');
        if (equals < 0 && original.targets().size() > 1) {
            throw new IllegalArgumentException(
                    "--target is \"%s\", but template %s has the targets %s\nwrite --target %s=%s"
                            .formatted(
                                    option,
                                    original.name(),
                                    String.join(", ", original.targets()),
                                    original.targets().getFirst(),
                                    option));
        }
        String replaced = equals < 0 ? original.targets().getFirst() : option.substring(0, equals);
        if (!original.targets().contains(replaced)) {
            throw new IllegalArgumentException(
                    "--target is \"%s\", but template %s has no target \"%s\"\nwrite one of %s"
                            .formatted(option, original.name(), replaced, String.join(", ", original.targets())));
        }
        return filledIn.withTarget(replaced, new TargetName(option.substring(equals + 1)));
    }
}
