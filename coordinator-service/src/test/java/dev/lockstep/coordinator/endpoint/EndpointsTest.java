package dev.lockstep.coordinator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.EndpointName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {
    private static Endpoint read(Map<String, String> variables) {
        return Endpoints.read(List.of(variables))
                .find(new EndpointName("app-smoke"))
                .orElseThrow();
    }

    @Test
    void are_read_from_environment_variables() {
        Endpoint endpoint = read(Map.of(
                "LOCKSTEP_ENDPOINTS_APP_SMOKE_URL", "http://localhost:1/smoke",
                "LOCKSTEP_ENDPOINTS_APP_SMOKE_METHOD", "get",
                "LOCKSTEP_ENDPOINTS_APP_SMOKE_TIMEOUT", "3s",
                "LOCKSTEP_ENDPOINTS_APP_SMOKE_HEADERS_X_API_KEY", "key",
                "LOCKSTEP_ENDPOINTS_APP_SMOKE_BEARER_TOKEN", "secret"));
        assertThat(endpoint.method()).isEqualTo("GET");
        assertThat(endpoint.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(endpoint.headers()).containsExactly(Map.entry("x-api-key", "key"));
        assertThat(endpoint.toString()).doesNotContain("secret", "key");
    }

    @Test
    void have_defaults() {
        Endpoint endpoint = read(Map.of("lockstep.endpoints.app-smoke.url", "https://app.example/smoke"));
        assertThat(endpoint.method()).isEqualTo("POST");
        assertThat(endpoint.leaveMethod()).isEqualTo("POST");
        assertThat(endpoint.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(endpoint.expectStatus()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "url, ftp://host/, must start with http",
        "url, 'http://user:password@host/', neither a user nor a fragment",
        "url, http:///path, must have a host",
        "url, 'http://host/ x', is not a URL",
        "url, 'http://{action}.example/', outside of its path",
        "method, TRACE, 'expected one of DELETE, GET, PATCH, POST, PUT'",
        "timeout, 1h, 100ms to 5m is expected",
        "timeout, soon, has the invalid value",
        "attempts, 0, 1 to 1000 is expected",
        "expect-status, 99, 200 to 599 is expected",
        "format, xml, has the invalid value",
        "'headers.X Y', value, is not a valid name or value of a header",
        "headers.X-Key, 'a\tb\u0007', is not a valid name or value of a header",
        "headers.Host, other, is a header that Lockstep sets",
        "bearer-token-file, token, expected an absolute path",
        "retries, 3, is unknown"
    })
    void with_an_invalid_setting_are_refused(String setting, String value, String expected) {
        Map<String, String> settings = new HashMap<>(Map.of("lockstep.endpoints.x.url", "http://host/"));
        settings.put("lockstep.endpoints.x." + setting, value);
        assertThatThrownBy(() -> Endpoints.read(List.of(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining(expected);
    }

    @Test
    void with_a_value_and_a_file_for_one_secret_are_refused() {
        assertThatThrownBy(() -> Endpoints.read(List.of(Map.of(
                        "lockstep.endpoints.x.url", "http://host/",
                        "lockstep.endpoints.x.bearer-token", "planted",
                        "lockstep.endpoints.x.bearer-token-file", "/file"))))
                .hasMessageContaining("are both set")
                .hasMessageNotContaining("planted");
    }
}
