// Parses statements with Trino's own parser. Reads them from standard input, each ended by a zero byte, and prints one
// line for each, in order: "ok", or what is wrong and where.
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public class ParseAll {
    // The parser descends as deep as an expression is nested.
    private static final long STACK_BYTES = 512L << 20;

    public static void main(String[] args) throws Exception {
        SqlParser parser = new SqlParser();
        ExecutorService threads = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), run -> new Thread(null, run, "parser", STACK_BYTES));
        String all = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<Future<String>> answers = new ArrayList<>();
        for (String statement : all.split("\0")) {
            answers.add(threads.submit(() -> answer(parser, statement)));
        }
        for (Future<String> answer : answers) {
            System.out.println(answer.get());
        }
        threads.shutdown();
    }

    private static String answer(SqlParser parser, String statement) {
        try {
            parser.createStatement(statement);
            return "ok";
        } catch (ParsingException error) {
            return error.getMessage().replace('\n', ' ');
        }
    }
}
