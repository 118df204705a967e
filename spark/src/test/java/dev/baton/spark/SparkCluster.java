package dev.baton.spark;

import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A standalone cluster: a master, and workers that have room for an executor each. For one thread. */
final class SparkCluster {

    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
    /** So that a frozen worker, with its executor, is soon given up. */
    private static final String PROPERTIES = "spark.worker.timeout 15";

    /** Spark runs no copy of a task on the host of another, so each worker is on a host of its own. */
    private static final String HOST = "127.0.0.";

    private final Path folder;
    private final String url;
    private final ChildProcess master;
    private final List<ChildProcess> workers;

    private SparkCluster(Path folder, String url, ChildProcess master, List<ChildProcess> workers) {
        this.folder = folder;
        this.url = url;
        this.master = master;
        this.workers = workers;
    }

    /** What its executors write is in that folder, whose name is part of the names of its processes. */
    static SparkCluster start(SparkHome spark, Path folder, int workers) throws IOException {
        String properties = Files.writeString(Files.createDirectories(folder).resolve("spark.properties"), PROPERTIES)
                .toString();
        String name = folder.getFileName().toString();
        String port = Integer.toString(FreePorts.choose());
        String url = "spark://" + HOST + "1:" + port;
        ChildProcess master = spark.start(
                name + "-master",
                "org.apache.spark.deploy.master.Master",
                words(1, "--properties-file", properties, "--port", port));
        return new SparkCluster(
                folder,
                url,
                master,
                IntStream.range(0, workers)
                        .mapToObj(i -> spark.start(
                                name + "-worker-" + i,
                                "org.apache.spark.deploy.worker.Worker",
                                words(
                                        i + 1,
                                        "--properties-file",
                                        properties,
                                        "--cores",
                                        "2",
                                        "--memory",
                                        "1g",
                                        "--work-dir",
                                        workerFolder(folder, i).toString(),
                                        url)))
                        .toList());
    }

    private static String[] words(int host, String... more) {
        return Stream.concat(Stream.of("--host", HOST + host, "--webui-port", "0"), Stream.of(more))
                .toArray(String[]::new);
    }

    private static Path workerFolder(Path folder, int worker) {
        return folder.resolve("worker-" + worker);
    }

    /** For {@code --master}. */
    String url() {
        return url;
    }

    /** A worker; its executor is frozen with it. */
    ChildProcess worker(int worker) {
        return workers.get(worker);
    }

    /** The executor of a worker, which must have one. */
    ProcessHandle executor(int worker) {
        return ProcessHandle.of(workers.get(worker).pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
                .findFirst()
                .orElseThrow(() -> new AssertionError(workers.get(worker) + " has no executor"));
    }

    /** Lets the executor go on, though its worker stays frozen and so cannot end it. */
    void thawExecutor(int worker) throws IOException {
        new ProcessBuilder("kill", "-CONT", Long.toString(executor(worker).pid())).start();
    }

    /** What the executors of a worker have said of tasks: {@code partition/stage} of each such line. */
    Set<String> said(int worker, String what) {
        Pattern line = Pattern.compile(what + " partition (\\d+) \\(task \\d+, attempt \\d+, stage ([\\d.]+)\\)");
        Set<String> found = new TreeSet<>();
        line.matcher(log(worker)).results().forEach(match -> found.add(match.group(1) + "/" + match.group(2)));
        return found;
    }

    /** What the executors of a worker have logged. */
    String log(int worker) {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files = Files.walk(workerFolder(folder, worker))) {
            for (Path file :
                    files.filter(path -> path.endsWith(SparkHome.EXECUTOR_LOG)).toList()) {
                log.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log.toString();
    }

    /** SIGKILL for all of it, as a region is lost. */
    void kill() {
        master.kill();
        workers.forEach(ChildProcess::kill);
    }
}
