package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.audit.AuditChain;
import dev.lockstep.coordinator.audit.AuditExport;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.LimitSettings;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.service.MetricsToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Beans for authentication, permissions and tokens. Only health and the login need no token. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    private static final Duration LAST_USE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FIRST_TOKEN_LIFETIME = Duration.ofDays(TokenRequest.MAX_DAYS);

    private static final String LOGIN = "/login";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    CredentialChecks credentialChecks() {
        return new CredentialChecks();
    }

    @Bean
    ApiTokens apiTokens(JdbcTemplate jdbc, CredentialChecks checks) {
        return new ApiTokens(new JdbcApiTokens(jdbc), Clock.systemUTC(), checks);
    }

    /** Creates the token that the settings name. */
    @Bean
    InitializingBean firstToken(
            ApiTokens tokens, AccessSettings settings, PlatformTransactionManager transactions, AuditTrail audit) {
        return () -> {
            if (settings.firstTokenSha256() != null
                    && !settings.firstTokenSha256().isBlank()) {
                createFirst(tokens, settings.firstTokenSha256(), new TransactionTemplate(transactions), audit);
            }
        };
    }

    private static void createFirst(ApiTokens tokens, String hash, TransactionTemplate transactions, AuditTrail audit) {
        transactions.executeWithoutResult(_status -> tokens.createOnce(hash, firstToken())
                .ifPresent(created -> audit.local(
                        "first-token", created.createdBy(), created.id().toString())));
    }

    private static NewToken firstToken() {
        return new NewToken(
                "first-token",
                Actor.Kind.SERVICE,
                List.of(new Grant(Role.ADMIN, Scope.EVERYTHING)),
                FIRST_TOKEN_LIFETIME,
                Actor.coordinator());
    }

    @Bean
    Ticker lastUseTicker(ApiTokens tokens) {
        return new Ticker("token-last-use", LAST_USE_INTERVAL, tokens::saveLastUses);
    }

    @Bean
    TokenController tokenController(ApiTokens tokens, PlatformTransactionManager transactions, AuditTrail audit) {
        return new TokenController(tokens, new TransactionTemplate(transactions), audit);
    }

    @Bean
    AuditController auditController(AuditExport export, AuditChain chain) {
        return new AuditController(export, chain);
    }

    @Bean
    BearerTokens bearerTokens(ApiTokens tokens, AccessSettings settings, Optional<JwtCallers> jwts) {
        return new BearerTokens(tokens, new MetricsToken(settings.metricsToken()), jwts.orElse(null));
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            BearerTokens bearerTokens,
            Sessions sessions,
            AuditTrail audit,
            LimitSettings limits,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver resolver) {
        FilterProblems filterProblems = new FilterProblems(resolver);
        AccessProblems problems = new AccessProblems(filterProblems);
        RateLimitFilter addressLimit = new RateLimitFilter(
                new RequestRates(limits.requestsPerSecondOfAddress()),
                HttpServletRequest::getRemoteAddr,
                filterProblems);
        RateLimitFilter callerLimit = new RateLimitFilter(
                new RequestRates(limits.requestsPerSecond()),
                request -> Callers.find().map(Caller::id).orElseGet(request::getRemoteAddr),
                filterProblems);
        BearerTokenAuthenticationFilter authentication = new BearerTokenAuthenticationFilter(bearerTokens);
        authentication.setAuthenticationEntryPoint(problems);
        authentication.setAuthenticationFailureHandler(problems);
        return http.sessionManagement(management -> management.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Browsers send no token on their own; SessionFilter checks requests with the cookie of a session.
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.addHeaderWriter(new SecurityHeaders())
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .addFilter(authentication)
                .addFilterAfter(new SessionFilter(sessions, filterProblems), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(callerLimit, SessionFilter.class)
                .addFilterBefore(new AuditFilter(audit), BearerTokenAuthenticationFilter.class)
                .addFilterBefore(addressLimit, AuditFilter.class)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers("/actuator/health", "/actuator/health/**")
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, LOGIN)
                                .permitAll()
                                .requestMatchers(HttpMethod.HEAD, LOGIN)
                                .permitAll()
                                .requestMatchers(HttpMethod.POST, LOGIN)
                                .permitAll()
                                .requestMatchers("/actuator/**")
                                .hasAuthority(Permission.READ_METRICS.name())
                                .anyRequest()
                                .authenticated())
                .build();
    }

    /** Refuses ambiguous paths. Unknown methods pass, so that they get the status 405. */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    WebMvcConfigurer accessRules() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new PermissionInterceptor()).addPathPatterns("/api/**", "/", "/logout");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Callers());
            }
        };
    }
}
