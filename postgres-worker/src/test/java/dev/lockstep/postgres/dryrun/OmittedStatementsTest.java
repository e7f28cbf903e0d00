package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OmittedStatementsTest {
    private static boolean mayCause(String index, String code, String message) {
        OmittedStatements omitted = new OmittedStatements();
        omitted.addIndex(new StepId("create-index"), index);
        return omitted.mayCause(StepFailure.Permanent.withoutEffect(code, message));
    }

    @Nested
    class An_omitted_index {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
                        public.a         | 42704 | index "a" does not exist
                        index public.a   | 42P01 | line 3: relation "public.a" does not exist
                        public.a         | 42704 | Index »a« existiert nicht
                        public."a.b"     | 42704 | index "a.b" does not exist
                        public."a""b"    | 42704 | index "a"b" does not exist
                        public."A b"     | 42704 | index "A b" does not exist
                        public.a         | 42P10 | there is no unique or exclusion constraint matching
                        """)
        void may_cause_a_failure_that_names_it(String index, String code, String message) {
            assertThat(mayCause(index, code, message)).isTrue();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
                        public.a         | 42703 | column "age" does not exist
                        public.a         | 42P01 | relation "data" does not exist
                        public.a         | 42P01 | a table is missing
                        public.a         | 23505 | duplicate key value violates unique constraint "a"
                        """)
        void does_not_cause_another_failure(String index, String code, String message) {
            assertThat(mayCause(index, code, message)).isFalse();
        }
    }
}
