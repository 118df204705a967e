package dev.baton.testkit.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** One region of OCI Streaming in a process of its own, so that it can be killed or frozen; its messages are kept in files. */
public final class OciRegionMain {

    private OciRegionMain() {}

    /**
     * Takes the directory of the messages, the port of 127.0.0.1, the region's name, a stream that it has, its partitions, and the
     * directory of the files of the {@link OciIdentity} that may sign; ends when it is killed.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        OciStreams streams = new OciStreams(arguments[2], Clock.systemUTC(), OciStreams.Limits.DOCUMENTED, directory);
        streams.create(arguments[3], Integer.parseInt(arguments[4]));
        OciIdentity user = OciIdentity.read(Path.of(arguments[5]));
        try (CloudServer server = CloudServer.ociStreaming(streams, user, Clock.systemUTC(), address)) {
            new CountDownLatch(1).await();
        }
    }
}
