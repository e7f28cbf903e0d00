package dev.lockstep.stack.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds the jars of the servers. The build adds them to this module as resources instead of dependencies, because the
 * libraries of a server on the class path of a service would change the behaviour of the service.
 */
public final class ServerJars {

    private static final String FOLDER = "META-INF/lockstep/servers/";
    private static final Path JARS = locate();

    private ServerJars() {}

    /** The class path of a server JVM: the jars of the servers and the classes of this module. */
    public static String classPath() {
        return codeLocation() + System.getProperty("path.separator") + JARS.resolve("*");
    }

    /** Returns the checksum of this module's jar. Returns an empty string if its classes are not in a jar. */
    public static String checksum() {
        return FileChecksum.of(codeLocation());
    }

    /** Returns the jar whose file name starts with the prefix. */
    static Path jar(String prefix) {
        try (Stream<Path> all = Files.list(JARS)) {
            return all.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + prefix + "*.jar in " + JARS
                            + ": this build has no binaries for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path locate() {
        Path code = codeLocation();
        return Files.isDirectory(code) ? code.resolve(FOLDER) : unpack(code);
    }

    private static Path unpack(Path ownJar) {
        try (ZipFile zip = new ZipFile(ownJar.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
                    .toList();
            return UnpackCache.directory("jars", UnpackCache.fingerprint(entries), target -> {
                for (ZipEntry entry : entries) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        Files.copy(content, target.resolve(entry.getName().substring(FOLDER.length())));
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path codeLocation() {
        try {
            return Path.of(ServerJars.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
