package dev.baton.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Reports;
import dev.baton.core.monitor.Tally;
import dev.baton.core.monitor.Testimony;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.RegionReport;
import dev.baton.kafka.survey.Report;
import dev.baton.kafka.survey.Witnesses;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.CatchUpPolicy;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import dev.baton.runtime.report.Bulletin;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StatusTest {

    private static final Answer<Witnesses> NOBODY = new Answer.Told<>(Witnesses.NONE);
    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final BatonConfig CONFIG = config("auto");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Token first =
            Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit("first", 3600));
    private final Token demoted = first.demote(R2, audit("r2 is down", 90)).fold(next -> next, refused -> first);

    @Test
    void shouldShowPeopleEverythingThatAnswers() {
        // When
        String text = text(new Report(new Answer.Told<>(first), regions(), NOBODY));

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
        String text = text(new Report(new Answer.Told<>(demoted), regions(), NOBODY));

        // Then
        assertThat(text)
                .contains("sync       OUT since")
                .contains("(1 minute ago) by operator:ann: r2 is down")
                .contains("RPO AT RISK: only r1 holds every acknowledged event");
    }

    @Test
    void shouldShowPeopleTheRegionsEvenWithoutAToken() {
        // When
        String text = text(new Report(new Answer.Silent<>("The store is away."), regions(), NOBODY));

        // Then
        assertThat(text)
                .startsWith("payments: who holds the baton cannot be told. The store is away.\n")
                .contains("region r1\n  sync       ?\n");
    }

    @Test
    void shouldShowProgramsEverything() {
        // When
        var json = StatusJson.of(CONFIG, new Report(new Answer.Told<>(demoted), regions(), NOBODY));

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
    void shouldSayHowFarACatchUpHasCome() {
        // Given
        Token catchingUp = demoted.beginCatchUp(R2, audit("r2 is back", 30)).fold(next -> next, refused -> first);
        Report report = new Report(new Answer.Told<>(catchingUp), answering(19_000, journal(1, "")), NOBODY);

        // When
        String text = text(report);
        var json = StatusJson.of(CONFIG, report).at("/regions/r2/catchUp");

        // Then
        assertThat(text)
                .contains("sync       CATCHING_UP since")
                .contains("catch-up   75 %, 300 events (3.0 MiB) copied from r1, 1.0 MiB/s, about 1 s left\n");
        assertThat(json.get("percent").asLong()).isEqualTo(75);
        assertThat(json.get("events").asLong()).isEqualTo(300);
        assertThat(json.get("bytes").asLong()).isEqualTo(3L * 1024 * 1024);
        assertThat(json.get("bytesPerSecond").asLong()).isEqualTo(1024 * 1024);
        assertThat(json.get("secondsLeft").asLong()).isEqualTo(1);
        assertThat(json.get("trouble").isNull()).isTrue();
    }

    @Test
    void shouldSayWhyACatchUpCannotGoOn() {
        // Given
        Token catchingUp = demoted.beginCatchUp(R2, audit("r2 is back", 30)).fold(next -> next, refused -> first);
        String trouble = "retention of r1 has deleted what is needed";
        Report report = new Report(new Answer.Told<>(catchingUp), answering(19_000, journal(1, trouble)), NOBODY);

        // When
        String text = text(report);
        var json = StatusJson.of(CONFIG, report).at("/regions/r2/catchUp");

        // Then
        assertThat(text).contains("75 %, 300 events (3.0 MiB) copied from r1; it cannot go on: " + trouble);
        assertThat(json.get("trouble").asText()).isEqualTo(trouble);
    }

    @Test
    void shouldNotTakeAnEarlierEpisodeForThisOne() {
        // Given
        Token catchingUp = demoted.beginCatchUp(R2, audit("r2 is back", 30)).fold(next -> next, refused -> first);

        // When
        String text = text(new Report(new Answer.Told<>(catchingUp), answering(19_000, journal(7, "")), NOBODY));

        // Then
        assertThat(text).contains("catch-up   0 %, about to begin");
    }

    @Test
    void shouldSayWhyNothingHappensWithARegionThatIsOut() {
        // Given
        Report silent = new Report(new Answer.Told<>(demoted), regions(), NOBODY);
        Report serving = new Report(new Answer.Told<>(demoted), answering(19_000, RegionJournal.empty(R2)), NOBODY);

        // When, Then
        assertThat(Standing.of(R2, demoted, silent, CatchUpPolicy.AUTO))
                .isEqualTo("not before r2 serves its clients again");
        assertThat(Standing.of(R2, demoted, serving, CatchUpPolicy.AUTO))
                .isEqualTo("not begun yet; is an agent running? See 'baton agent --region r2'");
        assertThat(Standing.of(R2, demoted, serving, CatchUpPolicy.MANUAL))
                .isEqualTo("by hand, as is the policy: 'baton catch-up r2'");
        assertThat(text(silent)).contains("catch-up   not before r2 serves its clients again\n");
    }

    @Test
    void shouldShowWhatEachMonitorSeesAndWhatFollows() {
        // Given
        BatonConfig three = config("auto", "[r1, r2, witness]");
        Bulletin r2 = bulletin("r2", "DOWN");
        Bulletin old = bulletin("witness", "DOWN");
        Bulletin client = bulletin("producer-1", "DOWN");
        Electorate electorate =
                new Electorate("r1", new TreeSet<>(List.of("r1", "r2", "witness")), Electorate.HEARTBEAT);
        Reports heard = Reports.NONE.heard(r2.report(), 0).heard(old.report(), 0);
        Report again = new Report(
                new Answer.Told<>(first),
                regions(),
                new Answer.Told<>(new Witnesses(
                        new TreeMap<>(Map.of("r2", r2, "witness", old, "other", bulletin("other", "UP"))),
                        new TreeSet<>(List.of("r2", "other")),
                        new TreeMap<>(Map.of("producer-1", client)),
                        new TreeMap<>(Map.of(R1, Tally.of(R1, electorate, new Testimony(heard, Reports.NONE), 0))))));

        // When
        String text = new StatusText(terminal(), three, NOW).of(again);
        var json = StatusJson.of(three, again).at("/witnesses");

        // Then
        assertThat(text)
                .contains("monitor r1: has never reported\n")
                .contains("monitor r2: r1 DOWN since ")
                .contains(" (1 minute ago) (connect: refused)\n")
                .contains("monitor witness: r1 DOWN since ")
                .contains("STALE, so it has no vote: last reported ")
                .contains("monitor other: r1 UP; no member, so it has no vote\n")
                .contains("votes on r1: neither up nor down, as 0 say up, 0 down, 3 nothing; it takes 2 of 3\n")
                .contains("clients of r1: 0 served, 1 not\n  producer-1 DOWN since ");
        assertThat(json.at("/monitors/r2/fresh").asBoolean()).isTrue();
        assertThat(json.at("/monitors/witness/fresh").asBoolean()).isFalse();
        assertThat(json.at("/monitors/r2/regions/r1/health").asText()).isEqualTo("DOWN");
        assertThat(json.at("/monitors/r2/regions/r1/stepMillis/connect").asDouble())
                .isEqualTo(1.5);
        assertThat(json.at("/votes/r1/majority").asInt()).isEqualTo(2);
        assertThat(json.at("/clients/producer-1/regions/r1/why").asText()).isEqualTo("connect: refused");
    }

    private static Bulletin bulletin(String by, String word) {
        Finding finding = new Finding(word, word.equals("DOWN") ? "connect: refused" : "");
        Bulletin.Detail detail =
                new Bulletin.Detail(NOW.minusSeconds(90), Map.of("connect", Duration.ofNanos(1_500_000)));
        return new Bulletin(
                new dev.baton.core.monitor.Report(by, "run", 1, new TreeMap<>(Map.of(R1, finding))),
                NOW.minusSeconds(1),
                new TreeMap<>(Map.of(R1, detail)));
    }

    private static Terminal terminal() {
        return new Terminal(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);
    }

    private String text(Report report) {
        return new StatusText(terminal(), CONFIG, NOW).of(report);
    }

    private static TreeMap<RegionId, RegionReport> regions() {
        TreeMap<RegionId, RegionReport> regions = new TreeMap<>();
        ProbeResult serves = new ProbeResult.Ok(List.of(
                new ProbeStep("connect", Duration.ofMillis(2)), new ProbeStep("read back", Duration.ofMillis(5))));
        List<Registration> consumers = List.of(consumer("a", "1"), consumer("b", "2"), consumer("a", "3"));
        regions.put(
                R1,
                new RegionReport(
                        serves,
                        new Answer.Told<>(consumers),
                        new Answer.Told<>(RegionJournal.empty(R1)),
                        logs(20_000, Map.of("a", 12L))));
        regions.put(
                R2,
                new RegionReport(
                        new ProbeResult.Failed(List.of(), "connect", "refused"),
                        new Answer.Told<>(List.of()),
                        new Answer.Told<>(RegionJournal.empty(R2)),
                        new Answer.Silent<>("no answer")));
        return regions;
    }

    private static TreeMap<RegionId, RegionReport> answering(long end, RegionJournal journal) {
        TreeMap<RegionId, RegionReport> regions = regions();
        regions.put(
                R2,
                new RegionReport(
                        new ProbeResult.Ok(List.of()),
                        new Answer.Told<>(List.of()),
                        new Answer.Told<>(journal),
                        logs(end, Map.of())));
        return regions;
    }

    /** Of 400 records of r1, 300 are done; all of them were copied. */
    private static RegionJournal journal(long episode, String trouble) {
        Checkpoint done = new Checkpoint(0, 1_000, 1_200, 1_200, Map.of(), Map.of(), 200, 2L * 1024 * 1024);
        Checkpoint half = new Checkpoint(0, 0, 200, 100, Map.of(), Map.of(), 100, 1024 * 1024);
        TreeMap<LogId, LogJournal> logs = new TreeMap<>();
        logs.put(new LogId("flights", 0), LogJournal.EMPTY.with(done));
        logs.put(new LogId("flights", 1), LogJournal.EMPTY.with(half));
        return new RegionJournal(R2, episode, "owner", R1, 1024 * 1024, trouble, logs);
    }

    private static BatonConfig config(String policy) {
        return config(policy, "[]");
    }

    private static BatonConfig config(String policy, String members) {
        String yaml =
                """
                name: payments
                regions:
                  r1: { kafka: { bootstrap.servers: "127.0.0.1:1" } }
                  r2: { kafka: { bootstrap.servers: "127.0.0.1:2" } }
                streams: { flights: {} }
                token: { directory: token }
                catchUp: { policy: %s }
                monitor: { members: %s }
                """;
        return BatonConfig.parse(yaml.formatted(policy, members), "test", Path.of(""), name -> null);
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
