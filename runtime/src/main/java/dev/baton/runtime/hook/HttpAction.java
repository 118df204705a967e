package dev.baton.runtime.hook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Calls an address: POST, with the change as JSON. Status 2xx means done; 429, 5xx and no answer are worth another attempt,
 * everything else is not. Redirects are not followed, and the body of the answer is thrown away as it comes.
 *
 * <p>With a secret, the header {@code Baton-Signature: t=<seconds since 1970>,v1=<hex>} signs the call: HMAC-SHA256 of the time, a
 * dot and the body. Whoever checks it refuses a time that is too long ago, and goes by {@code version} against repeats.
 */
final class HttpAction implements HookAction {

    private static final int TOO_MANY = 429;
    private static final int HUNDRED = 100;
    private static final int SUCCESS = 2;
    private static final int SERVER = 5;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;
    private final @Nullable String secret;

    HttpAction(URI url, @Nullable String secret) {
        this.url = url;
        this.secret = secret;
    }

    @Override
    public Outcome run(HookCall call, Duration deadline) {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request(call), HttpResponse.BodyHandlers.discarding());
        try {
            return judge(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS).statusCode());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Outcome(Verdict.FAILED, "no answer within " + deadline.toSeconds() + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome(Verdict.FAILED, "given up, as the agent ends");
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof IOException cause
                    ? cause.getClass().getSimpleName()
                    : String.valueOf(e.getCause());
            return new Outcome(Verdict.FAILED, url.getHost() + " was not reached, or broke off: " + why);
        }
    }

    private static Outcome judge(int status) {
        boolean again = status == TOO_MANY || status / HUNDRED == SERVER;
        Verdict verdict = status / HUNDRED == SUCCESS ? Verdict.DONE : again ? Verdict.FAILED : Verdict.HOPELESS;
        return new Outcome(verdict, "status " + status);
    }

    private HttpRequest request(HookCall call) {
        String body = call.json();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Baton-Hook", call.hook())
                .header("Baton-Version", String.valueOf(call.version()))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (secret != null) {
            long seconds = Instant.now().getEpochSecond();
            request.header("Baton-Signature", "t=" + seconds + ",v1=" + hmac(secret, seconds + "." + body));
        }
        return request.build();
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
