package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MigrateMongoImportTest extends ImportCase {
    @Nested
    class Modules_of_migrate_mongo {

        @Test
        void with_literal_updates_become_steps_with_the_values_that_the_driver_sends() throws IOException {
            script(
                    "20260101-a.js",
                    """
                    // A comment
                    module.exports = {
                      async up(db, client) {
                        await db.collection('users').updateMany(
                          { seen: { $exists: false }, 'a.b': -1, big: 3000000000, half: 0.5 },
                          { $set: { seen: new Date("2026-01-01T00:00:00Z"), text: 'it\\'s ${x}', ok: true, none: null } },
                        );
                        return db.collection(`carts`).updateMany({}, { $set: { 'items.$[i].n': 1 } }, { arrayFilters: [{ 'i.n': 0 }] });
                      },
                      async down(db) { for (const x of await db.listCollections()) { console.log(x) } },
                    };
                    """);

            CommandRun run = run("migrate-mongo", "--one-plan");

            assertThat(run.out()).contains("20260101-a.js: taken, with remarks", "down is left out");
            assertThat(run.exitCode()).isZero();
            assertThat(plan("scripts.yaml"))
                    .contains(
                            "{\"seen\":{\"$exists\":false},\"a.b\":-1,\"big\":{\"$numberDouble\":\"3.0E9\"},\"half\":{\"$numberDouble\":\"0.5\"}}")
                    .contains("\"text\":\"it's $${x}\"", "{\"$date\":\"2026-01-01T00:00:00Z\"}");
            assertThat(values("collection")).containsExactly("users", "carts");
            assertThat(values("arrayFilters").get(1)).isEqualTo("[{\"i.n\":0}]");
        }

        @Test
        void with_exports_of_functions_are_read_too() throws IOException {
            script(
                    "1-a.mjs",
                    """
                    export const up = async (db) => { await db.collection('u').updateMany({}, {$unset: {a: ''}}); };
                    export async function down(db) {}
                    """);

            assertThat(run("migrate-mongo").exitCode()).isZero();
        }

        @Test
        void with_code_are_refused_at_its_line_and_never_executed() throws IOException {
            script("1.js", "module.exports = {\n up(db) {\n  if (x) { }\n }\n};");
            script("2.js", "const fs = require('fs');\nmodule.exports = {};");
            script(
                    "3.js",
                    "module.exports = {\n up(db) {\n  db.collection('u').updateMany({}, {$set: {at: new Date()}}) } };");
            script("4.js", "module.exports = { up(db) { db.collection('u').createIndex({a: 1}) } };");
            script(
                    "5.js",
                    "module.exports = { up(db) { db.collection('u').updateMany({}, {$set: {a: 1}}, {upsert: true}) } };");
            script("6.js", "module.exports = { up(db) { db.collection('u').updateMany({}, {a: 1}) } };");
            script("7.js", "module.exports = { up(db) { db.collection(`u${x}`).updateMany({}, {}) } };");
            script("8.js", "module.exports = { up(db) { db.collection('u').updateMany({a: /x/}, {}) } };");
            script("9.js", "module.exports = { down(db) {} };");

            CommandRun run = run("migrate-mongo");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("line 3: found \"if\", expected db.collection('…')")
                    .contains("line 1: found \"const\"")
                    .contains("line 3: found \")\", expected a date as a string")
                    .contains("createIndex changes an index", "only arrayFilters can be taken over")
                    .contains("the update is a replacement", "a template literal with a substitution")
                    .contains("found \"/\", which no literal call has", "the module exports no function up")
                    .contains("./lockstep new mongo.update");
            assertThat(run.lines().stream().filter(line -> line.endsWith(".js: refused")))
                    .hasSize(9);
        }
    }
}
