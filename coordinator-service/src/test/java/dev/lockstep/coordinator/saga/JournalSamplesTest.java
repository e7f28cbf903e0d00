package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads a sample of each form of an event. Journals are kept permanently, so samples of released forms are never changed
 * or removed.
 */
class JournalSamplesTest {
    @ParameterizedTest
    @MethodSource("eventTypes")
    void every_event_type_has_a_sample(Class<?> type) {
        assertThat(samples().map(JournalSamplesTest::parse)).hasAtLeastOneElementOfType(type);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_sample_has_the_type_in_its_file_name(Path sample) {
        String typeId = Objects.requireNonNull(parse(sample).getClass().getAnnotation(JsonTypeName.class))
                .value();
        assertThat(sample.getFileName().toString()).startsWith(typeId + ".");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_sample_is_unchanged_after_it_is_read_and_written(Path sample) throws IOException {
        var mapper = LockstepJson.messages();
        assertThat(mapper.readTree(mapper.writeValueAsString(parse(sample))))
                .isEqualTo(mapper.readTree(Files.readString(sample)));
    }

    static Stream<Class<?>> eventTypes() {
        return recordsOf(SagaEvent.class);
    }

    static Stream<Path> samples() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Class<?>> recordsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(JournalSamplesTest::recordsOf)
                : Stream.of(type);
    }

    private static SagaEvent parse(Path sample) {
        try {
            return LockstepJson.messages().readValue(Files.readString(sample), SagaEvent.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(JournalSamplesTest.class.getResource("/saga-journal"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
