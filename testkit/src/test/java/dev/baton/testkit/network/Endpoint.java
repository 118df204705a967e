package dev.baton.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Plain blocking sockets at both ends of a proxy. */
final class Endpoint {

    private Endpoint() {}

    static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** A server that sends back what it gets, on every connection, until the server socket is closed. */
    static ServerSocket echo() throws IOException {
        ServerSocket server = listen();
        var unused = daemon(() -> {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                var unusedToo = daemon(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                        return null;
                    }
                });
            }
            return null;
        });
        return server;
    }

    /** Sends random bytes in pieces of random sizes, then the end of the stream. */
    static CompletableFuture<Void> sendRandom(Socket socket, long seed, long count) {
        return daemon(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            SplittableRandom sizes = new SplittableRandom(seed + 1);
            OutputStream out = socket.getOutputStream();
            long left = count;
            while (left > 0) {
                byte[] piece = new byte[(int) Math.min(left, sizes.nextInt(1, 100_000))];
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = (byte) random.nextInt();
                }
                out.write(piece);
                left -= piece.length;
            }
            socket.shutdownOutput();
            return null;
        });
    }

    /** Reads to the end of the stream; gives the number of bytes, or -1 if one of them is not what was sent. */
    static CompletableFuture<Long> receiveRandom(Socket socket, long seed) {
        return daemon(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 * 1024];
            long count = 0;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    if (buffer[i] != (byte) random.nextInt()) {
                        return -1L;
                    }
                }
                count += length;
            }
            return count;
        });
    }

    interface Work<T> {
        T run() throws IOException;
    }

    static <T> CompletableFuture<T> daemon(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (IOException e) {
                result.completeExceptionally(new CompletionException(e));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
