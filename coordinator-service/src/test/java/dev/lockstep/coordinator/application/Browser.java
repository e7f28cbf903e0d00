package dev.lockstep.coordinator.application;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends requests as a browser does: with its cookie, and with headers that state which page has sent them.
 *
 * @param cookie name and value; empty for none
 */
record Browser(Api api, String cookie) {
    private static final String FORM = "application/x-www-form-urlencoded";

    static Browser of(Api api) {
        return new Browser(api.with(""), "");
    }

    /** The same browser after it has stored the cookie of a response. */
    Browser after(Api.Response response) {
        return new Browser(
                api, String.valueOf(response.headers().get("set-cookie")).split(";", -1)[0]);
    }

    /** A browser that has signed in with a token. */
    Browser signedIn(String token) {
        return after(signIn(token));
    }

    Api.Response signIn(String token) {
        return submit("/login", Map.of("token", token));
    }

    /** Opens a page. */
    Api.Response open(String path) {
        return api.send(request(path)
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("Sec-Fetch-Mode", "navigate")
                .GET());
    }

    /** Reads a resource, as a script of a page does. */
    Api.Response fetch(String path) {
        return api.send(request(path).header("Accept", "application/json").GET());
    }

    /** Sends a form of a page of the coordinator. */
    Api.Response submit(String path, Map<String, String> fields) {
        return submit(path, fields, "Sec-Fetch-Site", "same-origin");
    }

    /** @param site the name and the value of the header that states where the page comes from */
    Api.Response submit(String path, Map<String, String> fields, String... site) {
        return api.send(
                request(path).headers(site).header("Content-Type", FORM).POST(BodyPublishers.ofString(form(fields))));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = api.request(path);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
