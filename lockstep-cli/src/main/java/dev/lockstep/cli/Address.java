package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which coordinator is meant: the one that is named, else the one that {@code up} started here. */
final class Address {

    private static final String USUAL = "http://127.0.0.1:8080";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The coordinator (default: the one of the local stack, else " + USUAL + ").",
            defaultValue = "${env:LOCKSTEP_URL}")
    private String url = "";

    Coordinator coordinator() {
        return new Coordinator(uri(url.isBlank() ? local() : url));
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (SCHEMES.contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException ignored) {
            // What is wrong with it in detail helps less than what it should look like.
        }
        throw new IllegalArgumentException("'" + text + "' is no address of a coordinator, such as " + USUAL);
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
