package dev.lockstep.cli.script;

import java.util.Locale;

/** Makes names that plans, steps and files may have. */
final class Slug {
    private static final int MAX_LENGTH = 100;

    private Slug() {}

    static String of(String text) {
        String slug = text.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("[-.]*-[-.]*", "-")
                .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
        String shortened =
                slug.substring(0, Math.min(slug.length(), MAX_LENGTH)).replaceAll("[^a-z0-9]+$", "");
        return shortened.isEmpty() ? "step" : shortened;
    }
}
