package dev.baton.testkit.history;

/**
 * Names an event of a run: no two have the same name. Immutable.
 *
 * @param producer that sent it
 * @param number counts the events of the producer in the order in which they were sent, from 0; {@link #NONE} if this is not the name
 *     of any producer's event
 */
public record EventName(String producer, long number) {

    /** The number of what no producer has named. */
    public static final long NONE = -1;

    private static final char BETWEEN = '-';

    /** What {@link #toString} wrote; anything else is the name of an event that nobody sent. Total. */
    public static EventName of(String text) {
        int end = text.lastIndexOf(BETWEEN);
        try {
            long number = end < 0 ? NONE : Long.parseLong(text, end + 1, text.length(), 10);
            EventName name = new EventName(end < 0 ? text : text.substring(0, end), number);
            return name.toString().equals(text) ? name : new EventName(text, NONE);
        } catch (NumberFormatException e) {
            return new EventName(text, NONE);
        }
    }

    /** Such as {@code producer-17}. */
    @Override
    public String toString() {
        return number == NONE ? producer : producer + BETWEEN + number;
    }
}
