package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.StagePlan;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.core.RegionId;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How times of faults are written on the command line: {@code r1@10s}, {@code 10s-20s}. */
final class Times {

    private static final DurationConverter DURATION = new DurationConverter();

    private Times() {}

    /** A region and a time. */
    record At(RegionId region, Duration time) {}

    /** Reads a region and a time, such as {@code r1@10s}. */
    static final class AtConverter implements ITypeConverter<At> {
        @Override
        public At convert(String text) {
            int at = text.indexOf('@');
            if (at < 0) {
                throw new TypeConversionException("'" + text + "' is not a region and a time, such as r1@10s");
            }
            try {
                return new At(new RegionId(text.substring(0, at)), DURATION.convert(text.substring(at + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a region and a time, such as r1@10s: " + e.getMessage());
            }
        }
    }

    /** One of the token's three stores, and a time. */
    record StoreAt(String store, Duration time) {}

    /** Reads one of the token's three stores and a time, such as {@code 2@12s}. */
    static final class StoreAtConverter implements ITypeConverter<StoreAt> {
        @Override
        public StoreAt convert(String text) {
            int at = text.indexOf('@');
            if (at < 0 || !StagePlan.THREE_STORES.contains(text.substring(0, at))) {
                throw new TypeConversionException(
                        "'" + text + "' is not a store and a time, such as 2@12s; the stores are "
                                + String.join(", ", StagePlan.THREE_STORES));
            }
            return new StoreAt(text.substring(0, at), DURATION.convert(text.substring(at + 1)));
        }
    }

    /** From one time to another. */
    record Span(Duration from, Duration to) {}

    /** Reads two times, such as {@code 10s-20s}. */
    static final class SpanConverter implements ITypeConverter<Span> {
        @Override
        public Span convert(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                throw new TypeConversionException("'" + text + "' is not two times, such as 10s-20s");
            }
            Span span = new Span(DURATION.convert(text.substring(0, dash)), DURATION.convert(text.substring(dash + 1)));
            if (span.from().compareTo(span.to()) >= 0) {
                throw new TypeConversionException("'" + text + "' ends before it begins; write it as 10s-20s");
            }
            return span;
        }
    }
}
