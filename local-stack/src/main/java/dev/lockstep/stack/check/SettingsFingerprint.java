package dev.lockstep.stack.check;

import dev.lockstep.stack.files.OwnerOnlyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file with a hash of each setting of a running process. Each file has its own salt, and only its owner can read it,
 * because a setting may be a password.
 */
public final class SettingsFingerprint {

    private static final String NOT_RECORDED = "they are not recorded";
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;

    public SettingsFingerprint(Path file) {
        this.file = file;
    }

    public void write(ProcessSettings settings) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Stream<String> lines = Stream.concat(
                Stream.of(HexFormat.of().formatHex(salt)),
                hashes(settings, salt).entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()));
        OwnerOnlyFile.write(file, lines.map(line -> line + "\n").collect(Collectors.joining()));
    }

    /** Returns a phrase for each setting that differs. It contains the name of the setting but not its value. */
    public List<String> differences(ProcessSettings wanted) {
        List<String> lines = read();
        if (lines.isEmpty()) {
            return List.of(NOT_RECORDED);
        }
        try {
            return differences(recorded(lines), hashes(wanted, HexFormat.of().parseHex(lines.getFirst())));
        } catch (IllegalArgumentException ignored) {
            return List.of(NOT_RECORDED); // The file is damaged.
        }
    }

    private static List<String> differences(SortedMap<String, String> recorded, SortedMap<String, String> wanted) {
        TreeSet<String> names = new TreeSet<>(recorded.keySet());
        names.addAll(wanted.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = recorded.get(name);
            String after = wanted.get(name);
            if (before == null) {
                differences.add(name + " added");
            } else if (after == null) {
                differences.add(name + " removed");
            } else if (!before.equals(after)) {
                differences.add(name + " changed");
            }
        }
        return differences;
    }

    private List<String> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedMap<String, String> recorded(List<String> lines) {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", 2);
            hashes.put(parts.length == 2 ? parts[1] : line, parts[0]);
        }
        return hashes;
    }

    private static SortedMap<String, String> hashes(ProcessSettings settings, byte[] salt) {
        SortedMap<String, String> hashes = new TreeMap<>();
        settings.values().forEach((name, value) -> hashes.put(name, hash(salt, name + "\0" + value)));
        return hashes;
    }

    private static String hash(byte[] salt, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
