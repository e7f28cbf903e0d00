package dev.lockstep.stack.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds a checkout with four service jars, each of which runs {@link FakeService}. */
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
        String entry = main.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(file, manifest);
                InputStream code = Objects.requireNonNull(main.getClassLoader().getResourceAsStream(entry))) {
            zip.putNextEntry(new JarEntry(entry));
            code.transferTo(zip);
        }
    }
}
