package dev.lockstep.coordinator.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers that sign a request, as the specification Standard Webhooks defines them: HMAC-SHA256 of id, time and
 * body. The receiver compares the signature, and refuses a time that is too far away.
 */
final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BASE64_PREFIX = "whsec_";

    private WebhookSignature() {}

    /**
     * Signs a request.
     *
     * @param secret the key as text, or as Base64 behind {@code whsec_}
     */
    static Map<String, String> headers(String secret, String id, Instant at, String body) {
        String timestamp = Long.toString(at.getEpochSecond());
        byte[] signature = sign(secret, "%s.%s.%s".formatted(id, timestamp, body));
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                "v1," + Base64.getEncoder().encodeToString(signature));
    }

    private static byte[] sign(String secret, String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte[] key(String secret) {
        return secret.startsWith(BASE64_PREFIX)
                ? Base64.getDecoder().decode(secret.substring(BASE64_PREFIX.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }
}
