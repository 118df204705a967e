package dev.baton.testkit.cloud;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people say to emulated regions, a line at a time. Safe for use by several threads. */
public final class EmulatorOrders {

    /** What can be said. */
    public static final String USAGE =
            """
            down REGION                          connections are refused
            up REGION                            everything works again
            fault REGION SERVICE KIND [N]         the next N reads and N writes go wrong; without N all, until 'up'
            deliver REGION SERVICE               requests that were late are carried out
            delay REGION MILLISECONDS            every request takes longer
            clock REGION SECONDS                 the region's clock is ahead, or behind if negative
            state REGION STREAM STATE            such as DELETED
            expire REGION STREAM                 retention deletes all messages
            SERVICE: streaming, objectstorage, dataflow
            KIND: dropped, answer_lost, late, delayed, repeated, contended, throttled, broken, broken_later, gateway, cut_off, partly""";

    private static final int MAX_REQUESTS = 1_000;
    private static final long MAX_DELAY_MILLIS = 60_000;

    private final SortedMap<String, OciRegion> regions;

    /** Orders for these regions, by name. */
    public EmulatorOrders(SortedMap<String, OciRegion> regions) {
        this.regions = new TreeMap<>(regions);
    }

    /**
     * Does what the line says; an empty one says nothing.
     *
     * @throws IllegalArgumentException if it cannot be understood; nothing was done, and the message says what is wrong
     */
    public void obey(String line) {
        String[] words = line.strip().split("\\s+");
        if (words[0].isEmpty()) {
            return;
        }
        if (words.length < 2) {
            throw unknown(line);
        }
        OciRegion region = regions.get(words[1]);
        if (region == null) {
            throw new IllegalArgumentException("'" + words[1] + "' is none of the regions " + regions.keySet());
        }
        List<String> rest = Arrays.asList(words).subList(2, words.length);
        switch (words[0] + " " + rest.size()) {
            case "down 0" -> region.goDown();
            case "up 0" -> region.comeUp();
            case "fault 2" -> region.service(rest.get(0)).failAll(kind(rest.get(1)));
            case "fault 3" -> fail(
                    region.service(rest.get(0)), kind(rest.get(1)), number(rest.get(2), 1, MAX_REQUESTS));
            case "deliver 1" -> region.service(rest.get(0)).deliverLate();
            case "delay 1" -> region.delay(Duration.ofMillis(number(rest.get(0), 0, MAX_DELAY_MILLIS)));
            case "clock 1" -> region.clockAhead(
                    Duration.ofSeconds(number(rest.get(0), Integer.MIN_VALUE, Integer.MAX_VALUE)));
            case "state 2" -> region.lifecycle(rest.get(0), rest.get(1));
            case "expire 1" -> region.streams().expireAll(region.streams().id(rest.get(0)));
            default -> throw unknown(line);
        }
    }

    private static void fail(CloudServer service, CloudFault kind, long requests) {
        CloudFault[] faults = new CloudFault[(int) requests];
        Arrays.fill(faults, kind);
        service.failNext(faults);
    }

    private static CloudFault kind(String word) {
        try {
            return CloudFault.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + word + "' is no kind of fault", e);
        }
    }

    private static long number(String word, long least, long most) {
        try {
            long number = Long.parseLong(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + word + "' is no number from " + least + " to " + most);
    }

    private static IllegalArgumentException unknown(String line) {
        return new IllegalArgumentException("'" + line.strip() + "' is none of\n" + USAGE);
    }
}
