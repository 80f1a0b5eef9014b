package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CsvRecordsTest {

    @Test
    void recordsCarryTheLineTheyBeginOn() {
        assertThat(read("a,b\n1,2\n\n  \n3,\"x\ny\"\n4,5", 2))
                .containsExactly("1: a|b", "2: 1|2", "5: 3|x\ny", "7: 4|5");
    }

    @Test
    void lineEndsOfAllSystemsCount() {
        assertThat(read("a,b\r\n1,2\r\n\r\n3,4\r\n", 2)).containsExactly("1: a|b", "2: 1|2", "4: 3|4");
        assertThat(read("a,b\r1,2\r3,4", 2)).containsExactly("1: a|b", "2: 1|2", "3: 3|4");
        assertThat(read("a,b\r\n1,\"x\r\ny\"\r\n3,4\r\n", 2)).containsExactly("1: a|b", "2: 1|x\r\ny", "4: 3|4");
    }

    @Test
    void quotesProtectCommasAndQuotes() {
        assertThat(read("\"a,b\",\"say \"\"hi\"\"\"\n", 2)).containsExactly("1: a,b|say \"hi\"");
    }

    @Test
    void tooFewOrTooManyFieldsAreAProblemOfTheirLine() {
        assertThat(read("1,2\n1\n1,2,3\n4,5\n", 2))
                .containsExactly(
                        "1: 1|2",
                        "2! has 1 fields where the header has 2",
                        "3! has 3 fields where the header has 2",
                        "4: 4|5");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsOwnLineOnly() {
        assertThat(read("1,2\n3,\"4\n5,6\n7,8\n", 2))
                .containsExactly(
                        "1: 1|2",
                        "2! a quote is not closed, or something stands between it and the next comma",
                        "3: 5|6",
                        "4: 7|8");
    }

    @Test
    void aQuoteThatMeetsTheNextOneCostsItsOwnLineOnly() {
        assertThat(read("1,\"2\n3,4\n5,\"6\"\n7,8\n", 2))
                .containsExactly(
                        "1! a quote is not closed, or something stands between it and the next comma",
                        "2: 3|4",
                        "3: 5|6",
                        "4: 7|8");
        // Here the two quotes make one well-formed field of several lines, and a record that is too short.
        assertThat(read("1,\"2\n3,4\n5,6\"\n7,8\n", 3).get(0)).isEqualTo("1! a quote is not closed");
    }

    @Test
    void aQuoteInsideAPlainFieldIsPartOfIt() {
        assertThat(read("1,5\" pipe\n2,x\n", 2)).containsExactly("1: 1|5\" pipe", "2: 2|x");
    }

    @Test
    void anEmptyTextHasNoRecords() {
        assertThat(read("", 2)).isEmpty();
        assertThat(read("\n\n", 2)).isEmpty();
    }

    @Test
    @Timeout(20)
    void manyOpenQuotesInALongTextAreNotEachFollowedToTheEnd() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append(i % 100 == 0 ? "1,\"open\n" : "1,a rather long field that makes the text grow\n");
        }
        // Every pair of open quotes would make one field: only the bound and the count of fields tell.
        List<String> records = read(text.toString(), 2);
        assertThat(records).hasSize(100_000);
        assertThat(records.stream().filter(r -> r.contains("!"))).hasSize(1_000);
    }

    @Test
    void everyLineOfAnyTextIsAccountedForOnce() {
        Random random = new Random(4711);
        String alphabet = "a1,\"\n\r ";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            CsvRecords records = new CsvRecords(text.toString());
            records.expectColumns(2);
            int next = 1;
            for (CsvRecords.Entry entry = records.next(); entry != null; entry = records.next()) {
                assertThat(entry.line()).as(text.toString()).isGreaterThanOrEqualTo(next);
                next = entry.line() + entry.linesTaken();
            }
            long lines = text.toString().lines().count();
            assertThat(next - 1).as(text.toString()).isLessThanOrEqualTo((int) lines);
        }
    }

    private static List<String> read(String text, int columns) {
        CsvRecords records = new CsvRecords(text);
        records.expectColumns(columns);
        List<String> read = new ArrayList<>();
        for (CsvRecords.Entry entry = records.next(); entry != null; entry = records.next()) {
            read.add(
                    entry.problem() == null
                            ? entry.line() + ": " + String.join("|", entry.fields())
                            : entry.line() + "! " + entry.problem());
        }
        return read;
    }
}
