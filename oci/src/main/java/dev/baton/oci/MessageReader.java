package dev.baton.oci;

import com.oracle.bmc.streaming.model.CreateCursorDetails;
import com.oracle.bmc.streaming.model.Message;
import com.oracle.bmc.streaming.requests.CreateCursorRequest;
import com.oracle.bmc.streaming.requests.GetMessagesRequest;
import com.oracle.bmc.streaming.responses.GetMessagesResponse;
import dev.baton.oci.StreamingClients.Found;
import java.time.Instant;
import java.util.List;

/** The reading half of the API, with individual cursors. Failures are the SDK's own. Stateless. */
final class MessageReader {

    private MessageReader() {}

    /** Messages of a partition, and the cursor to go on with. */
    record Page(List<Message> messages, String next) {
        Page {
            messages = List.copyOf(messages);
        }
    }

    static Page get(Found stream, String cursor, int limit) {
        GetMessagesResponse response = stream.client()
                .getMessages(GetMessagesRequest.builder()
                        .streamId(stream.id())
                        .cursor(cursor)
                        .limit(limit)
                        .build());
        return new Page(response.getItems(), response.getOpcNextCursor());
    }

    static String oldest(Found stream, int partition) {
        return cursor(stream, partition, CreateCursorDetails.builder().type(CreateCursorDetails.Type.TrimHorizon));
    }

    @SuppressWarnings("JavaUtilDate") // the SDK's own
    static String atTime(Found stream, int partition, long millis) {
        return cursor(
                stream,
                partition,
                CreateCursorDetails.builder()
                        .type(CreateCursorDetails.Type.AtTime)
                        .time(java.util.Date.from(Instant.ofEpochMilli(millis))));
    }

    static String atOffset(Found stream, int partition, long offset) {
        return cursor(
                stream,
                partition,
                CreateCursorDetails.builder()
                        .type(CreateCursorDetails.Type.AtOffset)
                        .offset(offset));
    }

    static String afterOffset(Found stream, int partition, long offset) {
        return cursor(
                stream,
                partition,
                CreateCursorDetails.builder()
                        .type(CreateCursorDetails.Type.AfterOffset)
                        .offset(offset));
    }

    private static String cursor(Found stream, int partition, CreateCursorDetails.Builder details) {
        return stream.client()
                .createCursor(CreateCursorRequest.builder()
                        .streamId(stream.id())
                        .createCursorDetails(
                                details.partition(Integer.toString(partition)).build())
                        .build())
                .getCursor()
                .getValue();
    }
}
