package dev.lockstep.cli.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/** The plans of imported steps, by the names of their files. */
public final class PlanFiles {
    private static final int MAX_STEPS = 200;
    private static final int MAX_BYTES = 1024 * 1024;
    /** Room for the lines before the steps. */
    private static final int HEAD_BYTES = 4 * 1024;

    private final String target;
    private final Set<String> names = new HashSet<>();

    /** @param target the target of all steps */
    public PlanFiles(String target) {
        this.target = target;
    }

    /** One plan for each step. */
    public SequencedMap<String, String> separate(List<ImportedStep> steps) {
        SequencedMap<String, String> files = new LinkedHashMap<>();
        int number = 1;
        for (ImportedStep step : steps) {
            String name = unique(step.id());
            String file = String.format(Locale.ROOT, "%04d-%s.yaml", number, name);
            files.put(file, head(name, step.origin()) + text(step, name));
            number++;
        }
        return files;
    }

    /** One plan for all steps, or as few as the limits of a plan allow. */
    public SequencedMap<String, String> together(String name, List<ImportedStep> steps) {
        List<List<String>> plans = new ArrayList<>();
        long bytes = 0;
        for (ImportedStep step : steps) {
            String text = text(step, unique(step.id()));
            long size = text.getBytes(StandardCharsets.UTF_8).length;
            if (plans.isEmpty() || plans.getLast().size() == MAX_STEPS || bytes + size > MAX_BYTES - HEAD_BYTES) {
                plans.add(new ArrayList<>());
                bytes = 0;
            }
            plans.getLast().add(text);
            bytes += size;
        }
        SequencedMap<String, String> files = new LinkedHashMap<>();
        for (List<String> plan : plans) {
            String planName = Slug.of(name) + (plans.size() == 1 ? "" : "-" + (files.size() + 1));
            files.put(planName + ".yaml", head(planName, "scripts of " + name) + String.join("\n", plan));
        }
        return files;
    }

    /** Whether a plan with this step only is within the limit. */
    public boolean fits(ImportedStep step) {
        return text(step, step.id()).getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES - HEAD_BYTES;
    }

    private String unique(String id) {
        String name = id;
        for (int number = 2; !names.add(name); number++) {
            name = id + "-" + number;
        }
        return name;
    }

    private static String head(String name, String origin) {
        return """
               # Written by ./lockstep import. Read it before you run it: ./lockstep validate FILE, ./lockstep dry-run FILE
               apiVersion: lockstep.dev/v1
               kind: MigrationPlan
               metadata:
                 name: %s
                 description: %s
               spec:
                 steps:
               """
                .formatted(YamlText.quoted(name), YamlText.quoted("Imported: " + origin));
    }

    private String text(ImportedStep step, String id) {
        StringBuilder text = new StringBuilder();
        step.toFinish().forEach(open -> text.append("    # to finish: ")
                .append(YamlText.comment(open))
                .append('\n'));
        text.append("    - id: ").append(YamlText.quoted(id)).append('\n');
        text.append("      target: ").append(YamlText.quoted(target)).append('\n');
        text.append("      operation:\n");
        step.operation().forEach((field, value) -> text.append("        ")
                .append(field)
                .append(": ")
                .append(
                        switch (value) {
                            case ImportedStep.OperationField.Text(String string) -> YamlText.quoted(string);
                            case ImportedStep.OperationField.Script(String script) -> YamlText.block(script, 10);
                            case ImportedStep.OperationField.Json(String json) -> json;
                        })
                .append('\n'));
        return text.toString();
    }
}
