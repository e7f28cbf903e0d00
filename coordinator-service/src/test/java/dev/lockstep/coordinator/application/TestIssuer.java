package dev.lockstep.coordinator.application;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;

/** An OpenID Connect provider: its discovery document and its keys over HTTP, and tokens with any claims. */
final class TestIssuer implements AutoCloseable {
    static final String AUDIENCE = "lockstep-test";
    private final RSAKey key = newKey("key-1");
    private HttpServer server;

    TestIssuer() {
        server = listen(0);
    }

    private HttpServer listen(int port) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            String url = url(listening);
            serve(
                    listening,
                    "/.well-known/openid-configuration",
                    "{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\", \"subject_types_supported\": [\"public\"]}"
                            .formatted(url, url));
            serve(listening, "/keys", publicKeys());
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stopListening() {
        server.stop(0);
    }

    /** Listens on the same port again. */
    void listenAgain() {
        server = listen(server.getAddress().getPort());
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void serve(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    String url() {
        return url(server);
    }

    private static String url(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    String publicKeys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /** Valid claims of a member of the group, changed by the caller. */
    JWTClaimsSet claims(String group, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject("user-1")
                .claim("preferred_username", "alice")
                .claim("groups", List.of(group, "another group"))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        change.accept(claims);
        return claims.build();
    }

    String token(String group) {
        return signed(claims(group, claims -> {}));
    }

    String signed(JWTClaimsSet claims) {
        return signed(claims, key);
    }

    /** A token that names the issuer's key, but is signed with another one. */
    String signedWithForeignKey(JWTClaimsSet claims) {
        return signed(claims, newKey("key-1"));
    }

    private static String signed(JWTClaimsSet claims, RSAKey key) {
        try {
            return sign(claims, JWSAlgorithm.RS256, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that is signed with the public key as if it were a shared secret. */
    String signedWithPublicKey(JWTClaimsSet claims) {
        try {
            return sign(
                    claims,
                    JWSAlgorithm.HS256,
                    new MACSigner(key.toRSAPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("key-1").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
