package dev.baton.spark;

import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Command;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark as it is installed: its own jars in a folder, and processes that have nothing else on their class path. For one thread.
 */
final class SparkHome {

    /** Where the build has put the jar and the list of the others. */
    private static final Path BUILD = Path.of(System.getProperty("baton.spark.build", "target"));

    static final Path JAR = BUILD.resolve("baton-spark.jar");

    /** What {@code java} is told instead of the class path of this process. */
    private static final String CLASS_PATH = "class.path";
    /** In the folder that a worker gives an executor: it is written even while the worker is frozen. */
    static final String EXECUTOR_LOG = "executor.log";

    private static final String LOGGING =
            """
            <configuration>
                <appender name="log" class="ch.qos.logback.core.%s">
                    <encoder><pattern>%%d{HH:mm:ss.SSS} %%-5level %%logger{0} %%msg %%kvp%%n</pattern></encoder>%s
                </appender>
                <logger name="dev.baton" level="INFO"/>
                <logger name="org.apache.spark.scheduler.TaskSetManager" level="INFO"/>
                <logger name="org.apache.spark.sql.execution.datasources.v2" level="INFO"/>
                <root level="WARN"><appender-ref ref="log"/></root>
            </configuration>
            """;

    private final Janitor janitor;
    private final Path home;
    private final List<Path> besides = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private SparkHome(Janitor janitor, Path home) {
        this.janitor = janitor;
        this.home = home;
        environment.putAll(Map.of( // as Spark's own scripts set it
                "SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", "127.0.0.1"));
    }

    /** Links to the jars that Spark needs, and to none that an application brings. */
    static SparkHome install(Janitor janitor, Path home) throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (Path jar : listed()) {
            if (!isOfApplication(jar)) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        Files.writeString(home.resolve(CLASS_PATH), "-cp \"" + jars + "/*\"");
        Files.writeString(home.resolve("logback.xml"), LOGGING.formatted("ConsoleAppender", ""));
        Files.writeString(
                home.resolve("executor.xml"), LOGGING.formatted("FileAppender", "<file>" + EXECUTOR_LOG + "</file>"));
        return new SparkHome(janitor, home);
    }

    private static List<Path> listed() throws IOException {
        return Arrays.stream(Files.readString(BUILD.resolve("classpath")).split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static boolean isOfApplication(Path jar) {
        return jar.getFileName().toString().matches("(kafka-clients|postgresql|checker-qual|jspecify)-.*");
    }

    /** A variable of the environment of all that is started from now on. */
    void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** Applications get these jars too. */
    void add(List<Path> jars) {
        besides.addAll(jars);
    }

    /** A program of Spark's own. */
    ChildProcess start(String name, String mainClass, String... arguments) {
        Command command = new JvmCommand(
                        mainClass,
                        List.of(arguments),
                        List.of(SparkProcess.flags()),
                        Map.of(
                                "logback.configurationFile",
                                home.resolve("logback.xml").toString()),
                        home.resolve(CLASS_PATH))
                .toCommand();
        return ChildProcess.start(
                janitor, name, new Command(command.words(), environment), home.resolve(name + ".log"));
    }

    /** {@code spark-submit} with the jar of this project, and what its documentation says is needed besides. */
    ChildProcess submit(String name, String master, List<String> options, String... application) throws IOException {
        String jars = Stream.concat(
                        Stream.concat(Stream.of(JAR), besides.stream()),
                        listed().stream()
                                .filter(jar -> jar.getFileName().toString().matches("(kafka|postgres).*")))
                .map(jar -> jar.toAbsolutePath().toString())
                .collect(Collectors.joining(","));
        List<String> arguments = new ArrayList<>(List.of(
                "--master",
                master,
                "--jars",
                jars,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.extraJavaOptions=-Dlogback.configurationFile=" + home.resolve("executor.xml")));
        arguments.addAll(options);
        arguments.addAll(List.of(application));
        return start(name, "org.apache.spark.deploy.SparkSubmit", arguments.toArray(String[]::new));
    }

    /** A jar with this class alone. */
    Path jarOf(Class<?> application) throws IOException {
        Path file = home.resolve(application.getSimpleName() + ".jar");
        String entry = application.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
                InputStream bytes = application.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            bytes.transferTo(jar);
        }
        return file;
    }
}
