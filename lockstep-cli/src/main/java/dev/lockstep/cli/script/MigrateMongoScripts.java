package dev.lockstep.cli.script;

import dev.lockstep.cli.script.ImportedStep.OperationField;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.MongoUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Modules of migrate-mongo, in the order of their names: those whose function {@code up} has only literal updates. */
final class MigrateMongoScripts implements ScriptReader {
    private static final Set<String> CODE = Set.of("js", "mjs", "cjs", "ts");
    private static final String ARRAY_FILTERS = "arrayFilters";

    @Override
    public List<ScriptReport> read(ScriptFiles files) {
        List<ScriptReport> reports = new ArrayList<>();
        for (Path path : files.all()) {
            if (CODE.contains(ScriptFiles.extension(path))) {
                reports.add(file(files, path));
            }
        }
        return reports;
    }

    private static ScriptReport file(ScriptFiles files, Path path) {
        String name = files.name(path);
        try {
            List<JsReader.Call> calls = new JsReader(files.read(path)).calls();
            String base = path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            List<ImportedStep> steps = new ArrayList<>();
            for (JsReader.Call call : calls) {
                steps.add(new ImportedStep(
                        Slug.of(calls.size() == 1 ? base : base + "-" + (steps.size() + 1)),
                        name,
                        operation(call),
                        List.of()));
            }
            return new ScriptReport(
                    name,
                    List.of(Finding.remark(
                            1,
                            steps.isEmpty()
                                    ? "up does nothing, and is left out"
                                    : "down is left out: each document is restored from the journal of the step")),
                    steps);
        } catch (JsRefusal e) {
            return e.report(name);
        } catch (ScriptFiles.Unreadable e) {
            return e.report(name);
        }
    }

    private static SequencedMap<String, OperationField> operation(JsReader.Call call) throws JsRefusal {
        if (!call.method().equals("updateMany")) {
            throw refusedMethod(call);
        }
        List<JsValue> arguments = call.arguments();
        if (arguments.size() < 2 || !arguments.getFirst().json().isObject()) {
            throw new JsRefusal(call.line(), "updateMany has no filter and update; two literals are expected");
        }
        JsonNode filters = arguments.size() == 2 ? null : arrayFilters(arguments.get(2));
        check(call, arguments, filters);
        SequencedMap<String, OperationField> operation = new LinkedHashMap<>();
        operation.put("type", new OperationField.Text(MongoUpdate.TYPE));
        operation.put("collection", new OperationField.Text(call.collection()));
        operation.put("filter", json(arguments.get(0).json()));
        operation.put("update", json(arguments.get(1).json()));
        if (filters != null) {
            operation.put(ARRAY_FILTERS, json(filters));
        }
        return operation;
    }

    private static OperationField json(JsonNode value) {
        return new OperationField.Json(YamlText.escaped(value.toString()));
    }

    private static JsonNode arrayFilters(JsValue options) throws JsRefusal {
        JsonNode filters = options.json().path(ARRAY_FILTERS);
        if (options.json().size() != 1 || !filters.isArray()) {
            throw new JsRefusal(
                    options.line(),
                    "the options are %s; only arrayFilters can be taken over"
                            .formatted(options.json().propertyNames()));
        }
        return filters;
    }

    // The rules of the operation itself, so that the place of the call is named.
    private static void check(JsReader.Call call, List<JsValue> arguments, @Nullable JsonNode filters)
            throws JsRefusal {
        try {
            List<ObjectNode> conditions = filters instanceof ArrayNode array
                    ? array.valueStream().map(ObjectNode.class::cast).toList()
                    : List.of();
            MongoUpdate update = new MongoUpdate(
                    call.collection(),
                    (ObjectNode) arguments.get(0).json(),
                    arguments.get(1).json(),
                    conditions);
            JsonNode first = update.update();
            if (first.isObject() && first.propertyNames().stream().anyMatch(name -> !name.startsWith("$"))) {
                throw new JsRefusal(
                        arguments.get(1).line(),
                        "the update is a replacement; update operators such as $set are expected");
            }
        } catch (InvalidValue e) {
            throw new JsRefusal(call.line(), String.valueOf(e.getMessage()), e.hint());
        } catch (ClassCastException e) {
            throw new JsRefusal(call.line(), "an array filter is no object");
        }
    }

    private static JsRefusal refusedMethod(JsReader.Call call) {
        return switch (call.method()) {
            case "createIndex", "createIndexes", "dropIndex" ->
                new JsRefusal(
                        call.line(),
                        call.method() + " changes an index, and no operation of MongoDB does",
                        "change the index outside of a plan, and remove the call");
            case "updateOne" ->
                new JsRefusal(
                        call.line(),
                        "updateOne changes one of several matching documents, and mongo.update changes all",
                        "write updateMany with a filter that matches only this document");
            default ->
                new JsRefusal(
                        call.line(), "the method is %s; only updateMany can be taken over".formatted(call.method()));
        };
    }
}
