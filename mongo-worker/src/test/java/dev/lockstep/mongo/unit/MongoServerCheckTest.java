package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoServerCheckTest {
    private static StepFailure refusal(String hello) {
        return catchThrowableOfType(OperationFailed.class, () -> MongoServerCheck.check(BsonDocument.parse(hello)))
                .failure();
    }

    @Test
    void accepts_a_writable_primary_of_the_oldest_supported_version() {
        BsonDocument hello = BsonDocument.parse("{isWritablePrimary: true, maxWireVersion: 8}");
        assertThatCode(() -> MongoServerCheck.check(hello)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{isWritablePrimary: true, maxWireVersion: 21, msg: 'isdbgrid'} | sharded-cluster",
                "{isWritablePrimary: true, maxWireVersion: 7} | server-too-old",
                "{isWritablePrimary: true} | server-too-old",
            })
    void refuses_a_sharded_cluster_and_an_old_server_permanently(String hello, String code) {
        assertThat(refusal(hello)).isInstanceOf(StepFailure.Permanent.class);
        assertThat(refusal(hello).code()).isEqualTo(code);
    }

    @Test
    void reports_a_server_that_is_not_the_primary_as_unreachable() {
        assertThat(refusal("{isWritablePrimary: false, maxWireVersion: 21}"))
                .isInstanceOf(StepFailure.Unreachable.class);
    }
}
