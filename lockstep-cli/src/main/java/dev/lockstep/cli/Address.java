package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which coordinator is meant: the one that is named, else the one that {@code up} started here. */
final class Address {

    private static final String USUAL = "http://127.0.0.1:8080";

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The coordinator (default: the one of the local stack, else " + USUAL + ").",
            defaultValue = "${env:LOCKSTEP_URL}")
    private String url = "";

    Coordinator coordinator() {
        return new Coordinator(URI.create(url.isBlank() ? local() : url));
    }

    private String local() {
        Path file = place.addresses();
        if (!Files.exists(file)) {
            return USUAL;
        }
        Properties addresses = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            addresses.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return addresses.getProperty("coordinator.url", USUAL);
    }
}
