package dev.lockstep.system.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/** The SHA-512 of jars by file name. Each file is read once per JVM, because several tests need it. */
final class LibraryHashes {
    private static final Map<Path, String> READ = new ConcurrentHashMap<>();

    private LibraryHashes() {}

    /** The jars in a directory. */
    static SortedMap<String, String> in(Path directory) throws IOException {
        SortedMap<String, String> libraries = new TreeMap<>();
        try (var jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                libraries.put(jar.getFileName().toString(), READ.computeIfAbsent(jar, LibraryHashes::ofFile));
            }
        }
        return libraries;
    }

    /** The jars in a folder of a jar. */
    static SortedMap<String, String> inside(Path outer, String folder) throws IOException {
        SortedMap<String, String> libraries = new TreeMap<>();
        try (InputStream file = Files.newInputStream(outer);
                JarInputStream entries = new JarInputStream(file)) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                String name = entry.getName();
                if (name.startsWith(folder) && name.endsWith(".jar")) {
                    libraries.put(name.substring(folder.length()), of(entries.readAllBytes()));
                }
            }
        }
        return libraries;
    }

    static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String ofFile(Path file) {
        try {
            return of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
