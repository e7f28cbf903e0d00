package dev.lockstep.example.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code sample.access}.
 *
 * @param token the bearer token, from {@code SAMPLE_ACCESS_TOKEN}; empty refuses every protected request
 */
@ConfigurationProperties("sample.access")
public record AccessSettings(@DefaultValue("") String token) {
    /** Does not contain the token. */
    @Override
    public String toString() {
        return "AccessSettings";
    }
}
