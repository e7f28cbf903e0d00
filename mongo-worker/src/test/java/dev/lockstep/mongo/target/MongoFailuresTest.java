package dev.lockstep.mongo.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonString;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;

class MongoFailuresTest {
    private static final ServerAddress ADDRESS = new ServerAddress("localhost", 27017);

    private static MongoException commandError(int code) {
        BsonDocument response = new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("the server's message"));
        return new MongoCommandException(response, ADDRESS);
    }

    private static MongoException writeError(int code) {
        WriteError error = new WriteError(code, "the server's message", new BsonDocument());
        return new MongoWriteException(error, ADDRESS, Set.of());
    }

    private static MongoException bulkWriteError(int code) {
        BulkWriteError error = new BulkWriteError(code, "the server's message", new BsonDocument(), 3);
        return new MongoBulkWriteException(BulkWriteResult.unacknowledged(), List.of(error), null, ADDRESS, Set.of());
    }

    @Nested
    class A_document_above_the_limit_of_the_server {
        @ParameterizedTest
        @ValueSource(ints = {10334, 17419, 17420})
        void is_a_permanent_failure_if_the_server_refuses_it(int code) {
            for (MongoException thrown : List.of(commandError(code), writeError(code), bulkWriteError(code))) {
                assertThat(MongoFailures.classify(thrown))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> assertThat(failure.code())
                                .isEqualTo("document-too-large"));
            }
        }

        @Test
        void is_a_permanent_failure_if_the_driver_refuses_it() {
            assertThat(MongoFailures.classify(new BsonMaximumSizeExceededException("16793600 bytes")))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> assertThat(failure.code())
                            .isEqualTo("document-too-large"));
        }
    }

    @Nested
    class A_command_error {
        @Test
        void about_a_value_becomes_a_failure_with_its_name_only() {
            BsonDocument response = new BsonDocument("code", new BsonInt32(2))
                    .append("codeName", new BsonString("BadValue"))
                    .append("errmsg", new BsonString("unknown top level operator: $foo"));
            assertThat(MongoFailures.classify(new MongoCommandException(response, ADDRESS))
                            .message())
                    .isEqualTo(
                            "BadValue: the server's text can quote values and is left out; the server's log can have it");
        }
    }

    @Nested
    class A_server_error {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "11000 | E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: \"planted\" } | DuplicateKey: collection: shop.users index: email_1;",
                    "13 | not authorized on shop to execute command { update: \"users\", updates: [ { q: { a: \"planted\" } } ] } | Unauthorized: not authorized on shop to execute command update on \"users\";",
                    "14 | Cannot increment with non-numeric argument: {a: \"planted\"} | TypeMismatch: the server's text",
                    "28 | Cannot create field 'b' in element {a: \"planted\"} | PathNotViable: the server's text",
                    "10334 | BSONObj size: 17000000 is invalid. First element: _id: \"planted\" | BSONObjectTooLarge: the server's text",
                    "4711 | planted | the server's text",
                    "18 | Authentication failed. | Authentication failed."
                })
        void is_described_without_values(int code, String text, String expected) {
            WriteError error = new WriteError(code, text, new BsonDocument());
            assertThat(MongoFailures.classify(new MongoWriteException(error, ADDRESS, Set.of()))
                            .message())
                    .startsWith(expected)
                    .doesNotContain("planted");
        }

        @ParameterizedTest
        @ValueSource(ints = {6, 7, 89, 91, 133, 189, 9001, 10107, 11600, 11602, 13435, 13436})
        void about_an_unavailable_primary_is_unreachable(int code) {
            assertThat(MongoFailures.classify(commandError(code))).isInstanceOf(StepFailure.Unreachable.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {24, 43, 46, 50, 64, 100, 112, 117, 136, 175, 202, 237, 262, 290, 11601, 11604})
        void about_a_temporary_condition_is_transient(int code) {
            for (MongoException thrown : List.of(commandError(code), writeError(code), bulkWriteError(code))) {
                assertThat(MongoFailures.classify(thrown))
                        .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> {
                            assertThat(failure.code()).isEqualTo(Integer.toString(code));
                            assertThat(failure.message()).contains("the server's message");
                        });
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 9, 13, 14, 18, 20, 40, 59, 66, 121, 11000, 99999})
        void about_a_refused_command_or_with_an_unknown_code_is_permanent(int code) {
            for (MongoException thrown : List.of(commandError(code), writeError(code), bulkWriteError(code))) {
                assertThat(MongoFailures.classify(thrown))
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                            assertThat(failure.code()).isEqualTo(Integer.toString(code));
                            assertThat(failure.effect()).isEqualTo(StepFailure.Effect.PARTIAL);
                        });
            }
        }
    }

    @Nested
    class A_driver_exception {
        @Test
        void about_an_unavailable_or_silent_server_is_unreachable() {
            assertThat(MongoFailures.classify(new MongoTimeoutException("no server in 2 s")))
                    .isEqualTo(new StepFailure.Unreachable("server-selection-timeout", "no server in 2 s"));
            assertThat(MongoFailures.classify(new MongoSocketReadTimeoutException("silent", ADDRESS, null)))
                    .isEqualTo(new StepFailure.Unreachable("socket", "silent"));
        }

        @Test
        void about_an_exceeded_time_limit_is_transient() {
            assertThat(MongoFailures.classify(new MongoOperationTimeoutException("over 5 s")))
                    .isEqualTo(new StepFailure.Transient("operation-timeout", "over 5 s"));
        }

        @Test
        void about_a_refused_authentication_is_permanent_with_the_server_message() {
            MongoCredential credential = MongoCredential.createCredential("reader", "admin", "secret".toCharArray());
            MongoException refused =
                    new MongoSecurityException(credential, "Exception authenticating", commandError(18));
            assertThat(MongoFailures.classify(refused)).isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                assertThat(failure.code()).isEqualTo("18");
                assertThat(failure.message()).contains("the server's message").doesNotContain("secret");
            });
        }

        @Test
        void inside_a_Spring_exception_is_classified_in_the_same_way() {
            MongoTimeoutException timeout = new MongoTimeoutException("no server in 2 s");
            assertThat(MongoFailures.classify(new DataAccessResourceFailureException("wrapped", timeout)))
                    .isInstanceOf(StepFailure.Unreachable.class);
        }
    }

    @Test
    void any_other_exception_is_a_permanent_failure_with_the_code_unexpected() {
        assertThat(MongoFailures.classify(new IllegalStateException("a bug")))
                .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                    assertThat(failure.code()).isEqualTo("unexpected");
                    assertThat(failure.message()).isEqualTo("java.lang.IllegalStateException: a bug");
                });
    }
}
