package dev.lockstep.coordinator.endpoint;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.service.CredentialFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Reads one endpoint from its settings; refuses settings that are unknown or that cannot work. */
final class EndpointSettings {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    // The client sets these, or they would change how the request is framed.
    private static final Set<String> REFUSED_HEADERS = Set.of(
            "authorization",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_ATTEMPTS = 1_000;
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 599;

    private final String name;
    private final Map<String, String> remaining;

    private EndpointSettings(String name, Map<String, String> settings) {
        this.name = name;
        this.remaining = new HashMap<>(settings);
    }

    /**
     * Reads an endpoint.
     *
     * @throws IllegalArgumentException if a setting is missing, unknown or invalid; the message has no secret
     */
    static Endpoint read(String name, Map<String, String> settings) {
        return new EndpointSettings(name, settings).read();
    }

    private Endpoint read() {
        String method = method("method").orElse("POST");
        Endpoint endpoint = new Endpoint(
                new EndpointName(name),
                url(),
                method,
                method("leave-method").orElse(method),
                headers(),
                secret("bearer-token"),
                secret("signing-secret"),
                timeout(),
                number("attempts", 1, MAX_ATTEMPTS).orElse(null),
                number("expect-status", MIN_STATUS, MAX_STATUS).orElse(null),
                take("expect-body").orElse(null),
                format());
        if (!remaining.isEmpty()) {
            throw invalid(remaining.keySet().iterator().next(), "is unknown");
        }
        return endpoint;
    }

    private String url() {
        String url = take("url").orElseThrow(() -> invalid("url", "is missing"));
        URI uri;
        try {
            uri = new URI(url.replace("{action}", "action"));
        } catch (URISyntaxException _e) {
            throw invalid("url", "is not a URL");
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw invalid("url", "must start with http:// or https://");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw invalid("url", "must have a host, and neither a user nor a fragment");
        }
        if (authority(url).contains("{")) {
            throw invalid("url", "has {action} outside of its path");
        }
        return url;
    }

    private static String authority(String url) {
        String rest = url.substring(url.indexOf("//") + 2);
        int end = rest.indexOf('/');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private Optional<String> method(String setting) {
        return take(setting).map(value -> value.toUpperCase(Locale.ROOT)).map(value -> {
            if (!METHODS.contains(value)) {
                throw invalid(setting, "is \"%s\"; expected one of %s".formatted(value, sorted(METHODS)));
            }
            return value;
        });
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (String setting : Set.copyOf(remaining.keySet())) {
            if (setting.startsWith("headers.") || setting.startsWith("headers-")) {
                String header = setting.substring("headers.".length());
                if (REFUSED_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
                    throw invalid(setting, "is a header that Lockstep sets");
                }
                headers.put(header, headerValue(setting, header));
            }
        }
        return headers;
    }

    private String headerValue(String setting, String header) {
        String value = take(setting).orElse("");
        if (!HEADER_NAME.matcher(header).matches()
                || !HEADER_VALUE.matcher(value).matches()) {
            throw invalid(setting, "is not a valid name or value of a header");
        }
        return value;
    }

    private @Nullable EndpointSecret secret(String setting) {
        Optional<String> value = take(setting);
        Optional<String> path = take(setting + "-file");
        if (value.isPresent() && path.isPresent()) {
            throw invalid(setting, "and %s-file are both set; set one of them".formatted(setting));
        }
        if (value.isEmpty() && path.isEmpty()) {
            return null;
        }
        CredentialFile file = path.map(found -> CredentialFile.of(key(setting + "-file"), found))
                .orElse(null);
        return new EndpointSecret(value.orElse(null), file);
    }

    private Duration timeout() {
        return take("timeout")
                .map(value -> parsed("timeout", value, DurationStyle::detectAndParse))
                .map(timeout -> {
                    if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
                        throw invalid("timeout", "is %s; 100ms to 5m is expected".formatted(timeout));
                    }
                    return timeout;
                })
                .orElse(DEFAULT_TIMEOUT);
    }

    private Optional<Integer> number(String setting, int min, int max) {
        return take(setting)
                .map(value -> parsed(setting, value, Integer::valueOf))
                .map(number -> {
                    if (number < min || number > max) {
                        throw invalid(setting, "is %d; %d to %d is expected".formatted(number, min, max));
                    }
                    return number;
                });
    }

    private NotificationFormat format() {
        return take("format")
                .map(value ->
                        parsed("format", value, text -> NotificationFormat.valueOf(text.toUpperCase(Locale.ROOT))))
                .orElse(NotificationFormat.EVENT);
    }

    private <T> T parsed(String setting, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException _e) {
            throw invalid(setting, "has the invalid value \"%s\"".formatted(value));
        }
    }

    private Optional<String> take(String setting) {
        return Optional.ofNullable(remaining.remove(setting)).filter(value -> !value.isBlank());
    }

    private String key(String setting) {
        return "lockstep.endpoints.%s.%s".formatted(name, setting);
    }

    private IllegalArgumentException invalid(String setting, String problem) {
        return new IllegalArgumentException("%s %s".formatted(key(setting), problem));
    }

    private static String sorted(Set<String> values) {
        return String.join(", ", values.stream().sorted().toList());
    }
}
