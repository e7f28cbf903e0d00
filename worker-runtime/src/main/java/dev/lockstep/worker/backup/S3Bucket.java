package dev.lockstep.worker.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The requests to one bucket. Every exception of the client becomes an {@link IOException} without credentials. */
final class S3Bucket {
    private static final String BINARY = "application/octet-stream";
    private static final int ATTEMPTS = 3;

    private final S3Settings settings;
    private final S3Client client;

    S3Bucket(S3Settings settings) {
        this.settings = settings;
        this.client = clientOf(settings);
    }

    /** Uses only what all servers with this protocol have; so checksums are MD5, which the server compares. */
    private static S3Client clientOf(S3Settings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(S3Credentials.of(settings))
                .region(Region.of(settings.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.connectTimeout())
                        .socketTimeout(settings.requestTimeout()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.usesPathStyle())
                        .chunkedEncodingEnabled(false)
                        .build())
                .overrideConfiguration(configuration -> configuration
                        .apiCallAttemptTimeout(settings.requestTimeout())
                        .apiCallTimeout(settings.requestTimeout().multipliedBy(ATTEMPTS + 1L)));
        if (settings.endpoint() != null) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        return builder.build();
    }

    S3Settings settings() {
        return settings;
    }

    void put(String key, byte[] content, int length) throws IOException {
        call(
                "PutObject",
                key,
                () -> client.putObject(
                        request -> request.bucket(settings.bucket()).key(key).contentMD5(md5(content, length)),
                        body(content, length)));
    }

    private static RequestBody body(byte[] content, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content, 0, length), length, BINARY);
    }

    private static String md5(byte[] content, int length) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(content, 0, length);
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no MD5", e);
        }
    }

    /** Reads a part of an object into memory; an empty part if it begins at the end. */
    byte[] read(String key, long from, int length) throws IOException {
        return call("GetObject", key, () -> readPart(key, from, length));
    }

    private byte[] readPart(String key, long from, int length) {
        try {
            ResponseBytes<GetObjectResponse> response = client.getObjectAsBytes(request ->
                    request.bucket(settings.bucket()).key(key).range("bytes=%d-%d".formatted(from, from + length - 1)));
            return response.asByteArrayUnsafe();
        } catch (SdkException thrown) {
            if (S3Failures.isBeyondTheEnd(thrown)) {
                return new byte[0];
            }
            throw thrown;
        }
    }

    boolean exists(String key) throws IOException {
        return length(key) >= 0;
    }

    /** Returns the size of an object, or -1 if it does not exist. */
    long length(String key) throws IOException {
        try {
            return call(
                            "HeadObject",
                            key,
                            () -> client.headObject(
                                    request -> request.bucket(settings.bucket()).key(key)))
                    .contentLength();
        } catch (NoSuchFileException _missing) {
            return -1;
        }
    }

    /** All objects whose keys begin with this prefix. */
    List<StoredObject> objects(String prefix) throws IOException {
        return call(
                "ListObjectsV2",
                prefix,
                () ->
                        client
                                .listObjectsV2Paginator(request ->
                                        request.bucket(settings.bucket()).prefix(prefix))
                                .contents()
                                .stream()
                                .map(S3Bucket::stored)
                                .toList());
    }

    private static StoredObject stored(S3Object found) {
        return new StoredObject(found.key(), found.lastModified());
    }

    /** The parts of keys between this prefix and the next slash. */
    List<String> foldersBelow(String prefix) throws IOException {
        return call("ListObjectsV2", prefix, () -> client
                .listObjectsV2Paginator(request ->
                        request.bucket(settings.bucket()).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
                .toList());
    }

    void delete(String key) throws IOException {
        call(
                "DeleteObject",
                key,
                () -> client.deleteObject(
                        request -> request.bucket(settings.bucket()).key(key)));
    }

    /** Begins an upload in parts and returns its name. */
    String startUpload(String key) throws IOException {
        return call(
                        "CreateMultipartUpload",
                        key,
                        () -> client.createMultipartUpload(request ->
                                request.bucket(settings.bucket()).key(key).contentType(BINARY)))
                .uploadId();
    }

    CompletedPart uploadPart(String key, String upload, int number, byte[] content, int length) throws IOException {
        String tag = call(
                        "UploadPart",
                        key,
                        () -> client.uploadPart(
                                request -> request.bucket(settings.bucket())
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(md5(content, length)),
                                body(content, length)))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    void completeUpload(String key, String upload, List<CompletedPart> parts) throws IOException {
        call(
                "CompleteMultipartUpload",
                key,
                () -> client.completeMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts))));
    }

    void abortUpload(String key, String upload) throws IOException {
        call(
                "AbortMultipartUpload",
                key,
                () -> client.abortMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key).uploadId(upload)));
    }

    /** The unfinished uploads of objects whose keys begin with this prefix. Some servers list none of them. */
    List<Upload> uploads(String prefix) throws IOException {
        return call(
                "ListMultipartUploads", prefix, () -> client
                        .listMultipartUploadsPaginator(
                                request -> request.bucket(settings.bucket()).prefix(prefix))
                        .uploads()
                        .stream()
                        .map(found -> new Upload(found.key(), found.uploadId()))
                        .toList());
    }

    private <T> T call(String operation, String key, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException thrown) {
            throw S3Failures.of(thrown, operation, settings, key);
        }
    }

    /** An object and when it was written, by the clock of the server. */
    record StoredObject(String key, Instant changedAt) {}

    /** An upload in parts that is not complete. */
    record Upload(String key, String id) {}
}
