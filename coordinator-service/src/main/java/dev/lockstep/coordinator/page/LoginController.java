package dev.lockstep.coordinator.page;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.LocalPath;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.access.SameOrigin;
import dev.lockstep.coordinator.access.SignIn;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The login page, and the sign-in and sign-out that its forms send. */
@Controller
@Hidden
class LoginController {
    private static final String LOGIN = "/login";
    private static final String INVALID = "This token is not valid.";
    private static final String OUTAGE = "Tokens cannot be checked now. Try again in a few seconds.";
    private final SignIn signIn;
    private final PageTemplates templates;

    LoginController(SignIn signIn, PageTemplates templates) {
        this.signIn = signIn;
        this.templates = templates;
    }

    @GetMapping(LOGIN)
    ResponseEntity<String> form(@RequestParam(name = "next", required = false) @Nullable String next) {
        LocalPath path = LocalPath.of(next);
        return signIn.isSignedIn()
                ? ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, path.value())
                        .build()
                : page(HttpStatus.OK, path, "");
    }

    /** All invalid tokens get the same page. */
    @PostMapping(path = LOGIN, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> signIn(HttpServletRequest request) throws IOException {
        SameOrigin.require(request);
        LoginForm form = LoginForm.read(request.getInputStream());
        LocalPath next = LocalPath.of(form.next());
        try {
            return redirect(next.value(), signIn.open(request, form.token()));
        } catch (AuthenticationServiceException _e) {
            return page(HttpStatus.SERVICE_UNAVAILABLE, next, OUTAGE);
        } catch (AuthenticationException _e) {
            return page(HttpStatus.UNAUTHORIZED, next, INVALID);
        }
    }

    @PostMapping("/logout")
    @Requires({})
    ResponseEntity<String> signOut(HttpServletRequest request, Caller caller) {
        return redirect(LOGIN, signIn.end(request, caller));
    }

    private ResponseEntity<String> page(HttpStatus status, LocalPath next, String error) {
        String title = (error.isEmpty() ? "" : "Error: ") + "Sign in – Lockstep";
        return templates.login(status, Map.of("title", title, "next", next.value(), "error", error));
    }

    private static ResponseEntity<String> redirect(String path, ResponseCookie cookie) {
        return ResponseEntity.status(SignIn.STATUS)
                .header(HttpHeaders.LOCATION, path)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .build();
    }
}
