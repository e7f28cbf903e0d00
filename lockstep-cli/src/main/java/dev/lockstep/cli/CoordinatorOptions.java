package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
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

/**
 * The option {@code --url}, and the token for the coordinator. Without the option, a command uses the coordinator that
 * {@code ./lockstep up} has started.
 */
final class CoordinatorOptions {

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Mixin
    private DirectoryOptions directory = new DirectoryOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "URL of the coordinator. Default: that of the local stack, or " + DEFAULT_URL + ".",
            defaultValue = "${env:LOCKSTEP_URL}")
    private String url = "";

    CoordinatorClient coordinator() {
        URI local = parse(localUrl());
        URI chosen = url.isBlank() ? local : parse(url);
        return new CoordinatorClient(
                chosen, CommandCredentials.find(System.getenv(), chosen, local, directory.directory()));
    }

    /** The coordinator of the environment from which a plan is promoted. */
    CoordinatorClient coordinatorBefore(URI address) {
        return new CoordinatorClient(parse(address.toString()), CommandCredentials.ofPromotion(System.getenv()));
    }

    private static URI parse(String text) {
        try {
            URI uri = new URI(text);
            if (SCHEMES.contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException ignored) {
            // The message below has an example, which is more useful than the message of the parser.
        }
        throw new IllegalArgumentException(
                "invalid coordinator URL '" + text + "': expected http or https and a host, such as " + DEFAULT_URL);
    }

    private String localUrl() {
        Path file = directory.addresses();
        if (!Files.exists(file)) {
            return DEFAULT_URL;
        }
        Properties addresses = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            addresses.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return addresses.getProperty("coordinator.url", DEFAULT_URL);
    }
}
