package dev.lockstep.contract.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** All templates, in the order in which lists show them. */
public final class PlanTemplates {
    private static final List<String> NAMES = List.of(
            "postgres.sql",
            "postgres.create-index",
            "mongo.update",
            "mongo.rename-field",
            "redis.transform",
            "redis.expire",
            "gates",
            "sop-postgres",
            "sop-mongo",
            "sop-redis",
            "sop");

    private PlanTemplates() {}

    public static List<PlanTemplate> all() {
        return NAMES.stream().map(PlanTemplates::read).toList();
    }

    public static Optional<PlanTemplate> find(String name) {
        return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    /** The text of a refusal for a name that no template has. */
    public static String unknown(String name) {
        return "there is no template \"%s\"; there are %s".formatted(shortened(name), String.join(", ", NAMES));
    }

    private static String shortened(String name) {
        int limit = 100;
        return name.length() <= limit ? name : name.substring(0, limit) + "…";
    }

    private static PlanTemplate read(String name) {
        try (InputStream resource = PlanTemplates.class.getResourceAsStream(name + ".yaml")) {
            if (resource == null) {
                throw new IllegalStateException("template %s has no resource".formatted(name));
            }
            return new PlanTemplate(name, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
