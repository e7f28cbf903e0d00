package dev.lockstep.postgres.backup;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a trial of the steps has found.
 *
 * @param written tables whose rows were written, by their qualified names
 * @param changed objects that were created, changed or dropped, as in {@link
 *     dev.lockstep.postgres.unit.CatalogChange#object}
 * @param created those that a step has created; the name may have belonged to another object before
 * @param texts the texts of all steps; they may name sequences
 * @param untried the texts that were not tried, or not to their end
 */
record TouchedNames(
        Set<String> written,
        Set<String> changed,
        Set<String> created,
        List<String> texts,
        List<String> untried,
        List<String> notes) {
    TouchedNames {
        written = Set.copyOf(written);
        changed = Set.copyOf(changed);
        created = Set.copyOf(created);
        texts = List.copyOf(texts);
        untried = List.copyOf(untried);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the outcomes of a dry run.
     *
     * @param outcomes one for each of the steps
     */
    static TouchedNames of(List<Step> steps, List<DryRunOutcome> outcomes) {
        Set<String> written = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        Set<String> created = new TreeSet<>();
        List<String> untried = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        IntStream.range(0, steps.size()).forEach(index -> {
            String text = textOf(steps.get(index).operation());
            if (outcomes.get(index) instanceof DryRunOutcome.Passed(var step, var result)
                    && result.findings() instanceof DryRunFindings.Postgres found) {
                found.tables().forEach(table -> written.add(table.table()));
                found.objects().forEach(words -> {
                    String object = words.substring(words.indexOf(' ') + 1);
                    changed.add(object);
                    if (words.startsWith("create ")) {
                        created.add(object);
                    }
                });
                if (!found.notTried().isEmpty() && !isKnownWithoutTrial(found)) {
                    untried.add(text);
                    notes.add(noteOf(steps.get(index), "parts of step %s"));
                }
            } else {
                untried.add(text);
                notes.add(noteOf(steps.get(index), "step %s"));
            }
        });
        return new TouchedNames(
                written,
                changed,
                created,
                steps.stream().map(step -> textOf(step.operation())).toList(),
                untried,
                notes);
    }

    /** The one statement of a step outside of a transaction creates or drops indexes, which the findings name. */
    private static boolean isKnownWithoutTrial(DryRunFindings.Postgres found) {
        return found.statements().isEmpty() && !found.objects().isEmpty();
    }

    private static String noteOf(Step step, String part) {
        return (part + " could not be tried, so the backup has the tables that its statements name, and those that"
                        + " their foreign keys reach; it does not have tables that only triggers and functions write")
                .formatted(step.id());
    }

    private static String textOf(StepOperation operation) {
        if (operation instanceof PostgresSql sql) {
            return sql.up();
        }
        return operation instanceof PostgresCreateIndex index ? index.table().toString() : "";
    }
}
