package dev.lockstep.system.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An SBOM that the build wrote. */
record Sbom(JsonNode document) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    static Sbom parse(String json) {
        return new Sbom(JSON.readTree(json));
    }

    static Sbom at(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Sbom inside(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry found = file.getEntry(entry);
            if (found == null) {
                throw new AssertionError("%s has no %s, expected an SBOM".formatted(jar, entry));
            }
            try (InputStream content = file.getInputStream(found)) {
                return new Sbom(JSON.readTree(content));
            }
        }
    }

    /** The SHA-512 of its libraries by the file names that Maven gives them: artifact, version and classifier. */
    SortedMap<String, String> libraries() {
        SortedMap<String, String> libraries = new TreeMap<>();
        for (JsonNode component : document.path("components")) {
            libraries.put(fileName(component), sha512(component));
        }
        return libraries;
    }

    /** What differs from the jars that are shipped; empty if nothing does. */
    List<String> differences(SortedMap<String, String> shipped) {
        SortedMap<String, String> named = libraries();
        List<String> differences = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(named.keySet());
        all.addAll(shipped.keySet());
        for (String jar : all) {
            if (!named.containsKey(jar)) {
                differences.add(jar + " is shipped, the SBOM does not name it");
            } else if (!shipped.containsKey(jar)) {
                differences.add(jar + " is in the SBOM, it is not shipped");
            } else if (!shipped.get(jar).equals(named.get(jar))) {
                differences.add(jar + " has another hash than in the SBOM");
            }
        }
        return differences;
    }

    private static String fileName(JsonNode component) {
        Matcher found = CLASSIFIER.matcher(component.path("purl").asString());
        String classifier = found.find() ? "-" + found.group(1) : "";
        return component.path("name").asString() + "-"
                + component.path("version").asString() + classifier + ".jar";
    }

    private static String sha512(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asString().equals("SHA-512")) {
                return hash.path("content").asString();
            }
        }
        return "none";
    }
}
