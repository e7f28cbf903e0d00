package dev.lockstep.cli.demo;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The notifications that the sample application has received in place of a team's chat. */
final class TeamChat {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final int MAX_TEXT = 220;

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    TeamChat(URI application) {
        this.address = application.resolve("/team-chat");
    }

    int size() {
        return read().size();
    }

    /** Waits until there are this many messages, or ten seconds, and prints those after the first {@code known}. */
    boolean printAfter(int known, int expected, PrintStream out) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode messages = read();
        while (messages.size() < expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            messages = read();
        }
        out.println("Messages in the team's chat:");
        messages.valueStream().skip(known).forEach(message -> out.println("  " + shortened(message.path("message"))));
        return messages.size() >= expected;
    }

    private static String shortened(JsonNode message) {
        String text = message.path("text").asString(message.toString());
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    private JsonNode read() {
        try {
            HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
            return LockstepJson.messages()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new IllegalStateException("the application does not answer at " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + address, e);
        }
    }
}
