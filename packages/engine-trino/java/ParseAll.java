// Parses statements with Trino's own parser. Reads them from standard input, each ended by a zero byte, and prints one
// line for each: "ok", or what is wrong and where.
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

public class ParseAll {
    public static void main(String[] args) throws IOException {
        SqlParser parser = new SqlParser();
        String all = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        StringBuilder answers = new StringBuilder();
        for (String statement : all.split("\0")) {
            answers.append(answer(parser, statement)).append('\n');
        }
        System.out.print(answers);
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
