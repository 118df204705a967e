package dev.baton.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.RegionReport;
import dev.baton.kafka.survey.Report;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Token first =
            Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit("first", 3600));
    private final Token demoted = first.demote(R2, audit("r2 is down", 90)).fold(next -> next, refused -> first);

    @Test
    void shouldShowPeopleEverythingThatAnswers() {
        // When
        String text = text(new Report(new Answer.Told<>(first), regions()));

        // Then
        assertThat(text)
                .contains("payments: r1 holds the baton, term 1, version 1\n")
                .contains("(1 hour ago) by operator:ann: first\n")
                .contains("now        serves its clients (connect 2 ms, read back 5 ms)\n")
                .contains("consumers  2 of group a, 1 of group b\n")
                .contains("stream flights in r1: 20,000 records in 3 partitions, group a at most 12 behind\n")
                .contains("now        does not serve its clients: connect: refused\n")
                .contains("logs of r2 cannot be told: no answer")
                .doesNotContain("RPO");
    }

    @Test
    void shouldWarnPeopleOfAnRpoAboveZero() {
        // When
        String text = text(new Report(new Answer.Told<>(demoted), regions()));

        // Then
        assertThat(text)
                .contains("sync       OUT since")
                .contains("(1 minute ago) by operator:ann: r2 is down")
                .contains("RPO AT RISK: only r1 holds every acknowledged event");
    }

    @Test
    void shouldShowPeopleTheRegionsEvenWithoutAToken() {
        // When
        String text = text(new Report(new Answer.Silent<>("The store is away."), regions()));

        // Then
        assertThat(text)
                .startsWith("payments: who holds the baton cannot be told. The store is away.\n")
                .contains("region r1\n  sync       ?\n");
    }

    @Test
    void shouldShowProgramsEverything() {
        // When
        var json = StatusJson.of("payments", new Report(new Answer.Told<>(demoted), regions()));

        // Then
        assertThat(json.at("/token/active").asText()).isEqualTo("r1");
        assertThat(json.at("/tokenError").isNull()).isTrue();
        assertThat(json.at("/notInSync/0").asText()).isEqualTo("r2");
        assertThat(json.at("/regions/r1/probe/ok").asBoolean()).isTrue();
        assertThat(json.at("/regions/r1/consumers/0/group").asText()).isEqualTo("a");
        assertThat(json.at("/regions/r1/streams/flights/lags/a").asLong()).isEqualTo(12);
        assertThat(json.at("/regions/r2/probe/why").asText()).isEqualTo("connect: refused");
        assertThat(json.at("/regions/r2/streams").isNull()).isTrue();
        assertThat(json.at("/regions/r2/streamsError").asText()).isEqualTo("no answer");
    }

    @Test
    void shouldTellHowMuchARegionLacks() {
        // When
        String told = Shortfall.of(R2, demoted, new Report(new Answer.Told<>(demoted), regions()));
        String counted = Shortfall.of(R2, demoted, new Report(new Answer.Told<>(demoted), answering(19_000)));

        // Then
        assertThat(told).endsWith("(this release cannot catch up): how many cannot be told, as r2 does not answer");
        assertThat(counted).endsWith("of stream flights about 1,000 (r1 has 20,000 records, r2 19,000)");
    }

    private String text(Report report) {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);
        return new StatusText(terminal, "payments", NOW).of(report);
    }

    private static TreeMap<RegionId, RegionReport> regions() {
        TreeMap<RegionId, RegionReport> regions = new TreeMap<>();
        ProbeResult serves = new ProbeResult.Ok(List.of(
                new ProbeStep("connect", Duration.ofMillis(2)), new ProbeStep("read back", Duration.ofMillis(5))));
        List<Registration> consumers = List.of(consumer("a", "1"), consumer("b", "2"), consumer("a", "3"));
        regions.put(R1, new RegionReport(serves, new Answer.Told<>(consumers), logs(20_000, Map.of("a", 12L))));
        regions.put(
                R2,
                new RegionReport(
                        new ProbeResult.Failed(List.of(), "connect", "refused"),
                        new Answer.Told<>(List.of()),
                        new Answer.Silent<>("no answer")));
        return regions;
    }

    private static TreeMap<RegionId, RegionReport> answering(long end) {
        TreeMap<RegionId, RegionReport> regions = regions();
        regions.put(
                R2, new RegionReport(new ProbeResult.Ok(List.of()), new Answer.Told<>(List.of()), logs(end, Map.of())));
        return regions;
    }

    private static Answer<SortedMap<String, LogReport>> logs(long end, Map<String, Long> lags) {
        return new Answer.Told<>(new TreeMap<>(Map.of("flights", new LogReport(3, end, new TreeMap<>(lags)))));
    }

    private static Registration consumer(String group, String instance) {
        return new Registration("payments/consumers/r1/" + instance, "r1", group, instance, 1);
    }

    private static Audit audit(String reason, long secondsAgo) {
        return new Audit(reason, "operator:ann", NOW.minusSeconds(secondsAgo), reason);
    }
}
