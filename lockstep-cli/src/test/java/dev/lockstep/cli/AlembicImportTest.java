package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AlembicImportTest extends ImportCase {
    @Nested
    class Sql_of_Alembic {

        private static final String UPGRADE =
                """
                BEGIN;

                CREATE TABLE alembic_version (
                    version_num VARCHAR(32) NOT NULL,
                    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
                );

                -- Running upgrade  -> 1975ea83b712

                CREATE TABLE account (
                    id SERIAL NOT NULL,
                    PRIMARY KEY (id)
                );

                INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

                -- Running upgrade 1975ea83b712 -> ae1027a6acf

                ALTER TABLE account ADD COLUMN last_seen TIMESTAMP WITHOUT TIME ZONE;

                UPDATE alembic_version SET version_num='ae1027a6acf' WHERE alembic_version.version_num = '1975ea83b712';

                -- Running upgrade ae1027a6acf -> 3c4d

                UPDATE alembic_version SET version_num='3c4d' WHERE alembic_version.version_num = 'ae1027a6acf';

                COMMIT;
                """;
        private static final String DOWNGRADE =
                """
                BEGIN;

                -- Running downgrade ae1027a6acf -> 1975ea83b712

                ALTER TABLE account DROP COLUMN last_seen;

                UPDATE alembic_version SET version_num='1975ea83b712' WHERE alembic_version.version_num = 'ae1027a6acf';

                -- Running downgrade 1975ea83b712 ->\s

                DROP TABLE account;

                DELETE FROM alembic_version WHERE alembic_version.version_num = '1975ea83b712';

                DROP TABLE alembic_version;

                COMMIT;
                """;

        @Test
        void becomes_a_step_for_each_revision_without_the_statements_of_alembic() throws IOException {
            script("upgrade.sql", UPGRADE);
            script("downgrade.sql", DOWNGRADE);

            CommandRun run = run("alembic-sql", "--one-plan");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "upgrade.sql (base -> 1975ea83b712): taken",
                            "the revision has no statements, and is left out");
            assertThat(values("type")).hasSize(2);
            assertThat(values("up").getFirst())
                    .isEqualTo("CREATE TABLE account (\n    id SERIAL NOT NULL,\n    PRIMARY KEY (id)\n);");
            assertThat(values("down").getFirst()).isEqualTo("DROP TABLE account;");
            assertThat(values("down").get(1)).isEqualTo("ALTER TABLE account DROP COLUMN last_seen;");
            assertThat(plan("scripts.yaml")).contains("alembic-ae1027a6acf").doesNotContain("alembic_version");
        }

        @Test
        void is_asked_for_if_there_are_only_revisions_in_python() throws IOException {
            script("versions/ae10_add.py", "def upgrade(): op.execute('x')");

            CommandRun run = run("alembic-sql");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("ae10_add.py: refused", "alembic upgrade base:head --sql > upgrade.sql");
        }
    }
}
