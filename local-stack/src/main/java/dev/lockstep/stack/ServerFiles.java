package dev.lockstep.stack;

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
 * The servers' own jars. The build puts them into this module as resources, not on the class path of those who use it:
 * a broker's libraries beside a service's would change how the service behaves.
 */
final class ServerFiles {

    private static final String FOLDER = "META-INF/lockstep/servers/";
    private static final Path JARS = locate();

    private ServerFiles() {}

    /** The folder with every jar that a child JVM needs. */
    static Path jars() {
        return JARS;
    }

    /** The class path of a child JVM: the servers' jars and this module's own classes. */
    static String childClassPath() {
        return ownCode() + System.getProperty("path.separator") + JARS.resolve("*");
    }

    /** The one jar whose name begins like this. */
    static Path jar(String prefix) {
        try (Stream<Path> all = Files.list(JARS)) {
            return all.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "this build has no " + prefix + "*.jar; is this platform supported?"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path locate() {
        Path code = ownCode();
        return Files.isDirectory(code) ? code.resolve(FOLDER) : unpacked(code);
    }

    private static Path unpacked(Path ownJar) {
        try (ZipFile zip = new ZipFile(ownJar.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
                    .toList();
            return UnpackCache.folder("jars", UnpackCache.fingerprint(entries), target -> {
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

    private static Path ownCode() {
        try {
            return Path.of(ServerFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
