package dev.lockstep.coordinator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.json.LockstepJson;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Beans for the JSON of the API, for the rules of requests and for problem details. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
    private static final String TOKEN = "token";

    /** Numbers keep all digits. Unknown fields and strings without quotes are refused. */
    @Bean
    JsonMapper jsonMapper() {
        return LockstepJson.messages()
                .rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .withCoercionConfig(
                        LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                .build();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatErrorReport() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new TomcatErrorReportValve()));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatLimits(LimitSettings limits) {
        return factory -> {
            factory.setProtocol(TomcatHeaderTimeProtocol.class.getName());
            factory.addProtocolHandlerCustomizers(
                    (TomcatHeaderTimeProtocol protocol) -> protocol.setHeaderTime(limits.headerTime()));
            factory.addEngineValves(new TomcatUnreadBodyValve(limits.bodyTime()));
        };
    }

    @Bean
    LimitedBodyFilter limitedBodyFilter(LimitSettings limits) {
        return new LimitedBodyFilter(limits.bodyTime());
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API token, or a JWT of the trusted identity provider")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN))
                .info(new Info()
                        .title("Lockstep")
                        .version("v1")
                        .description("Changes PostgreSQL, MongoDB and Redis together, or rolls all of them back."));
    }

    @Bean
    OpenApiProblemCustomizer openApiProblems() {
        return new OpenApiProblemCustomizer();
    }

    @Bean
    WebMvcConfigurer requestRules() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new BodyEncodingInterceptor()).addPathPatterns("/api/**");
            }

            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
                configurer.strategies(List.of(new CharsetIgnoringNegotiation()));
            }
        };
    }
}
