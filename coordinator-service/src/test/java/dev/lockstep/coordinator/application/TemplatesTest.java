package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest extends ApplicationTest {
    private Api.Response template(String name, String accept) {
        return api.send(api.request("/api/v1/templates/" + name)
                .header("Accept", accept)
                .GET());
    }

    @Nested
    class The_list_of_templates {
        @Test
        void names_each_with_its_summary_and_targets() {
            assertThat(api.get("/api/v1/templates").json().path("items").valueStream())
                    .hasSameSizeAs(PlanTemplates.all())
                    .anySatisfy(item -> {
                        assertThat(item.path("name").stringValue()).isEqualTo("sop");
                        assertThat(item.path("summary").stringValue()).startsWith("The whole SOP");
                        assertThat(item.path("targets")).hasSize(3);
                    });
        }
    }

    @Nested
    class A_template {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*/*",
                    "application/json;q=0.1, */*;q=0.5",
                    "application/yaml",
                    "text/yaml",
                    "application/x-yaml"
                })
        void is_served_as_yaml_with_its_comments(String accept) {
            Api.Response response = template("mongo.update", accept);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().get("content-type")).contains("yaml");
            assertThat(response.body())
                    .isEqualTo(PlanTemplates.find("mongo.update")
                            .map(PlanTemplate::text)
                            .orElseThrow());
        }

        @Test
        void is_served_as_json_without_comments() {
            Api.Response response = template("redis.expire", "application/json");
            assertThat(response.headers()).containsEntry("content-type", "application/json");
            assertThat(response.json().at("/spec/steps/0/operation").toString())
                    .isEqualTo("{\"type\":\"redis.expire\",\"match\":\"user_state:*\",\"extend\":\"1d\"}");
        }

        @ParameterizedTest
        @CsvSource({"nothing", "sop.yaml", "..%2Ftemplate%2Fsop"})
        void of_another_name_is_refused_with_the_names_that_there_are(String name) {
            Api.Response response = template(name, "application/yaml, application/problem+json");
            assertThat(response.status()).isIn(400, 404);
            assertThat(response.headers().get("content-type")).startsWith("application/problem+json");
            if (!name.contains("%")) {
                assertThat(response.json().path("type").stringValue()).endsWith("/unknown-template");
                assertThat(response.json().path("detail").stringValue())
                        .startsWith("there is no template \"" + name + "\"; there are postgres.sql, ");
            }
        }

        @Test
        void needs_the_permission_to_validate_a_plan() {
            assertThat(api.withGrants("viewer").get("/api/v1/templates/sop").status())
                    .isEqualTo(403);
            assertThat(api.withGrants("submitter").get("/api/v1/templates/sop").status())
                    .isEqualTo(200);
            assertThat(api.with("").get("/api/v1/templates").status()).isEqualTo(401);
        }
    }
}
