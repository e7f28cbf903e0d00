package dev.lockstep.stack.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds a checkout with the jars of all services, each of which runs {@link FakeService}. */
final class FakeCheckout {

    private FakeCheckout() {}

    static Path createIn(Path folder) throws IOException {
        for (LockstepService service : LockstepService.values()) {
            writeJar(service.jar(folder), FakeService.class);
        }
        return folder;
    }

    private static void writeJar(Path jar, Class<?> main) throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        String code = main.getName().replace('.', '/') + ".class";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                InputStream classFile =
                        Objects.requireNonNull(main.getClassLoader().getResourceAsStream(code))) {
            zip.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(zip);
            zip.putNextEntry(entry(code));
            classFile.transferTo(zip);
        }
    }

    // With a fixed time, every build of the checkout has the same jars.
    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }
}
