package dev.lockstep.worker.backup;

import dev.lockstep.service.CredentialFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of a bucket for backups, under the prefix {@code lockstep.backups.s3}.
 *
 * @param endpoint URL of the server; that of AWS in the region if it is absent
 * @param region region of the bucket; servers other than AWS accept any
 * @param bucket name of the bucket, which must exist
 * @param prefix first part of the names of all objects
 * @param pathStyle whether the bucket is in the path of a URL and not in its host name; by default if there is an endpoint
 * @param accessKeyId public part of the key
 * @param secretAccessKey secret part of the key
 * @param accessKeyIdFile file with the public part of the key
 * @param secretAccessKeyFile file with the secret part of the key
 * @param partSize bytes of one request; a worker holds so many in memory for each file that it writes or reads
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long one attempt of a request may take; each request has three attempts
 */
public record S3Settings(
        @Nullable String endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("") String bucket,
        @DefaultValue("") String prefix,
        @Nullable Boolean pathStyle,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String accessKeyIdFile,
        @Nullable String secretAccessKeyFile,
        @DefaultValue("16MB") DataSize partSize,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("2m") Duration requestTimeout) {
    private static final String NAME = "lockstep.backups.s3.";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_.-]{1,100}/){0,10}");
    private static final DataSize MIN_PART = DataSize.ofMegabytes(5);
    private static final DataSize MAX_PART = DataSize.ofMegabytes(512);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    public S3Settings {
        require(BUCKET.matcher(bucket).matches(), "bucket", bucket, "the name of a bucket, such as lockstep-backups");
        prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        require(PREFIX.matcher(prefix).matches(), "prefix", prefix, "names of A-Z a-z 0-9 _ . - separated by /");
        require(!region.isBlank(), "region", region, "the name of a region, such as eu-central-1");
        require(
                endpoint == null || isUrl(endpoint),
                "endpoint",
                "that",
                "a URL without a user, such as https://s3:9000");
        require(
                partSize.compareTo(MIN_PART) >= 0 && partSize.compareTo(MAX_PART) <= 0,
                "part-size",
                partSize.toString(),
                "5MB to 512MB");
        requireTimeout("connect-timeout", connectTimeout);
        requireTimeout("request-timeout", requestTimeout);
        requirePair(accessKeyId, secretAccessKey, "access-key-id", "secret-access-key");
        requirePair(accessKeyIdFile, secretAccessKeyFile, "access-key-id-file", "secret-access-key-file");
        if (accessKeyId != null && accessKeyIdFile != null) {
            throw new IllegalArgumentException(
                    "%saccess-key-id and %saccess-key-id-file are both set; expected one of them"
                            .formatted(NAME, NAME));
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("https") || scheme.equals("http"))
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null;
        } catch (URISyntaxException _notAUrl) {
            return false;
        }
    }

    private static void requireTimeout(String option, Duration value) {
        require(
                value.compareTo(Duration.ZERO) > 0 && value.compareTo(MAX_TIMEOUT) <= 0,
                option,
                value.toString(),
                "more than 0 and up to 1h");
    }

    private static void requirePair(@Nullable String first, @Nullable String second, String one, String other) {
        if ((first == null) != (second == null)) {
            throw new IllegalArgumentException("%s%s is set without %s%s; expected both or none"
                    .formatted(NAME, first == null ? other : one, NAME, first == null ? one : other));
        }
    }

    private static void require(boolean isValid, String option, String found, String expected) {
        if (!isValid) {
            throw new IllegalArgumentException("%s%s is \"%s\"; expected %s".formatted(NAME, option, found, expected));
        }
    }

    boolean usesPathStyle() {
        return pathStyle == null ? endpoint != null : pathStyle;
    }

    int partBytes() {
        return Math.toIntExact(partSize.toBytes());
    }

    @Nullable CredentialFile fileOfId() {
        return accessKeyIdFile == null ? null : CredentialFile.of(NAME + "access-key-id-file", accessKeyIdFile);
    }

    @Nullable CredentialFile fileOfSecret() {
        return secretAccessKeyFile == null
                ? null
                : CredentialFile.of(NAME + "secret-access-key-file", secretAccessKeyFile);
    }

    /** Leaves out the credentials. */
    @Override
    public String toString() {
        return "bucket " + bucket;
    }
}
