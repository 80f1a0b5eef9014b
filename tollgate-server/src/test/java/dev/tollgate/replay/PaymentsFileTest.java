package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaymentsFileTest {
    private static final String HEADER = "occurred_at,merchant,business_no,scenario,operator,amount,currency\n";

    @TempDir
    private Path folder;

    private final List<String> bad = new ArrayList<>();

    @Test
    void aRowBecomesAnOperation() throws Exception {
        PaymentsFile.Payments payments = read(HEADER + "2010-12-01T08:26:00,acme,536365,payment,17850,139.12,GBP\n");
        assertThat(payments.payments())
                .containsExactly(new Payment(
                        2,
                        new Operation("acme", "payment", "536365"),
                        "17850",
                        new Amount(13_912, "GBP"),
                        null,
                        LocalDateTime.parse("2010-12-01T08:26:00")));
        assertThat(bad).isEmpty();
    }

    @Test
    void columnsComeInAnyOrderAndFurtherOnesAreIgnored() throws Exception {
        PaymentsFile.Payments payments = read("""
                \uFEFFcurrency, amount ,note,operator,scenario,business_no,merchant,occurred_at\r
                JPY,139,"two\r
                lines, one note",17850,payment,"5,36",acme,2010-12-01T08:26\r
                """);
        assertThat(payments.payments()).hasSize(1);
        assertThat(payments.payments().get(0).operation()).isEqualTo(new Operation("acme", "payment", "5,36"));
        assertThat(payments.payments().get(0).amount()).isEqualTo(new Amount(139, "JPY"));
    }

    @Test
    void namesAreTakenByteForByte() throws Exception {
        PaymentsFile.Payments payments = read(HEADER
                + "2010-12-01T08:26:00,acme ,1,payment,o,1.00,GBP\n"
                + "2010-12-01T08:26:00,acme,1,payment,o,1.00,GBP\n"
                + "2010-12-01T08:26:00,ACME,1,payment,o,1.00,GBP\n");
        assertThat(payments.payments()).hasSize(3);
        assertThat(payments.duplicateRows()).isZero();
    }

    @Test
    void aRefundHasNoAmountAndItsAmountTextIsItsContent() throws Exception {
        PaymentsFile.Payments payments = read(HEADER
                + "2010-12-01T08:26:00,acme,1,refund,o,-27.50,GBP\n"
                + "2010-12-01T08:27:00,acme,1,refund,p,-27.50,GBP\n"
                + "2010-12-01T08:28:00,acme,1,refund,o,-27.5,GBP\n"
                + "2010-12-01T08:28:00,acme,2,refund,o,,GBP\n"
                + "2010-12-01T08:28:00,acme,3,refund,o,0.00001,GBP\n");
        assertThat(payments.payments()).hasSize(3);
        assertThat(payments.payments()).allSatisfy(payment -> {
            assertThat(payment.amount()).isNull();
            assertThat(payment.fingerprint()).endsWith(" GBP");
        });
        assertThat(payments.duplicateRows()).isEqualTo(1);
        assertThat(bad).singleElement().asString().startsWith("4: acme/refund/1 stands on line 2 with other content");
    }

    @Test
    void aSecondRowOfAnOperationIsADuplicateOrBad() throws Exception {
        PaymentsFile.Payments payments = read(HEADER
                + "2010-12-01T08:26:00,acme,1,payment,o,10.00,GBP\n"
                + "2010-12-09T00:00:00,acme,1,payment,p,10.0,GBP\n"
                + "2010-12-01T08:26:00,acme,1,payment,o,10.01,GBP\n"
                + "2010-12-01T08:26:00,acme,1,payment,o,10.00,USD\n"
                + "2010-12-01T08:26:00,acme,1,payout,o,10.00,GBP\n");
        assertThat(payments.rows()).isEqualTo(5);
        assertThat(payments.duplicateRows()).isEqualTo(1);
        assertThat(payments.badRows()).isEqualTo(2);
        assertThat(payments.payments()).hasSize(2);
        assertThat(bad)
                .containsExactly(
                        "4: acme/payment/1 stands on line 2 with other content (10.00 GBP, here 10.01 GBP)",
                        "5: acme/payment/1 stands on line 2 with other content (10.00 GBP, here 10.00 USD)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0.00;GBP;amount must be more than zero",
                "-1.00;GBP;amount must be more than zero",
                "1.005;GBP;amount must have at most 2 decimals in GBP",
                "1.5;JPY;amount must have at most 0 decimals in JPY",
                "1.2345;BHD;amount must have at most 3 decimals in BHD",
                "90071992547409.92;GBP;amount must be at most 90,071,992,547,409.91",
                "1e3;GBP;amount must be a decimal number",
                "1,5;GBP;amount must be a decimal number",
                "'';GBP;amount must be a decimal number",
                "ten;GBP;amount must be a decimal number",
                "1.00;gbp;currency is not an ISO 4217 code",
                "1.00;'';currency is not an ISO 4217 code",
                "1;XAU;amount has no minor unit in XAU",
            })
    void anAmountThatCannotBeIsABadRow(String amount, String currency, String reason) throws Exception {
        read(HEADER + "2010-12-01T08:26:00,acme,1,payment,o,\"%s\",%s\n".formatted(amount, currency));
        assertThat(bad).singleElement().asString().startsWith("2: " + reason);
    }

    @ParameterizedTest
    @CsvSource({
        "139.12,GBP,13912",
        "139.1,GBP,13910",
        "139,GBP,13900",
        "139.1200,GBP,13912",
        "+.5,GBP,50",
        "139,JPY,139",
        "139.0,JPY,139",
        "1.234,BHD,1234",
        "90071992547409.91,GBP,9007199254740991"
    })
    void anAmountIsInMinorUnitsOfItsCurrency(String amount, String currency, long minorUnits) throws Exception {
        PaymentsFile.Payments payments =
                read(HEADER + "2010-12-01T08:26:00,acme,1,payment,o,%s,%s\n".formatted(amount, currency));
        assertThat(payments.payments().get(0).amount()).isEqualTo(new Amount(minorUnits, currency));
    }

    @Test
    void everythingThatIsWrongWithARowIsToldWithItsColumn() throws Exception {
        read(HEADER + "yesterday,..,%s,,o\u0007,abc,GBP\n".formatted("9".repeat(129)));
        assertThat(bad)
                .singleElement()
                .asString()
                .contains(
                        "2: occurred_at must be a local time",
                        "amount must be a decimal number",
                        "merchant must not be '.' or '..'",
                        "scenario must not be empty",
                        "business_no must be at most 128 bytes of UTF-8 but has 129");
        read(HEADER + "2010-12-01T08:26:00,acme,1,payment,o\u0007,1.00,GBP\n");
        assertThat(bad).last().asString().startsWith("2: operator must not hold control characters");
    }

    @ParameterizedTest
    @CsvSource({
        "2010-12-01",
        "2010-12-01T08:26:00Z",
        "2010-12-01 08:26:00",
        "2010-02-30T00:00:00",
        "+12010-12-01T08:26:00"
    })
    void aTimeThatIsNoLocalTimeIsABadRow(String time) throws Exception {
        read(HEADER + time + ",acme,1,payment,o,1.00,GBP\n");
        assertThat(bad).singleElement().asString().startsWith("2: occurred_at must be a local time");
    }

    @Test
    void badRowsDoNotStopTheRest() throws Exception {
        PaymentsFile.Payments payments = read(HEADER
                + "2010-12-01T08:26:00,acme,1,payment,o,1.00,GBP\n"
                + "\n"
                + "2010-12-01T08:26:00,acme,\"2,payment,o,1.00,GBP\n"
                + "2010-12-01T08:26:00,acme,3,payment,o,1.00\n"
                + "2010-12-01T08:26:00,acme,4,payment,o,1.00,GBP,more\n"
                + "2010-12-01T08:26:00,acme,5,payment,o,1.00,GBP\n");
        assertThat(payments.rows()).isEqualTo(5);
        assertThat(payments.payments().stream().map(p -> p.operation().businessNumber()))
                .containsExactly("1", "5");
        assertThat(bad)
                .containsExactly(
                        "4: a quote is not closed, or something stands between it and the next comma",
                        "5: has 6 fields where the header has 7",
                        "6: has 8 fields where the header has 7");
    }

    @Test
    void aFirstRowThatIsBadDoesNotTakeTheOperation() throws Exception {
        PaymentsFile.Payments payments = read(HEADER
                + "2010-12-01T08:26:00,acme,1,payment,o,0.00,GBP\n"
                + "2010-12-01T08:26:00,acme,1,payment,o,5.00,GBP\n");
        assertThat(payments.payments()).hasSize(1);
        assertThat(payments.duplicateRows()).isZero();
    }

    @Test
    void bytesThatAreNotUtf8SpoilTheirRowOnly() throws Exception {
        byte[] latin = (HEADER
                        + "2010-12-01T08:26:00,caf\u00e9,1,payment,o,1.00,GBP\n"
                        + "2010-12-01T08:26:00,acme,2,payment,o,1.00,GBP\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.csv"), latin);
        PaymentsFile.Payments payments = PaymentsFile.read(file, (line, reason) -> bad.add(line + ": " + reason));
        assertThat(payments.payments()).hasSize(1);
        assertThat(bad).containsExactly("2: merchant is not UTF-8 text");
    }

    @Test
    void aHeaderWithoutAColumnIsRefusedNamingIt() {
        assertThatThrownBy(() -> read("occurred_at,merchant,business_no,operator,amount\n"))
                .isInstanceOf(PaymentsFile.UnreadableException.class)
                .hasMessageContaining("has no column scenario, currency in its header");
        assertThatThrownBy(() -> read("\n" + HEADER.replace("operator", "Operator")))
                .isInstanceOf(PaymentsFile.UnreadableException.class)
                .hasMessageContaining("has no column operator in its header (line 2)");
        assertThatThrownBy(() -> read(HEADER.strip() + ",amount\n"))
                .isInstanceOf(PaymentsFile.UnreadableException.class)
                .hasMessageContaining("has the column amount twice");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(PaymentsFile.UnreadableException.class)
                .hasMessageContaining("is empty");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> PaymentsFile.read(folder.resolve("no.csv"), (line, reason) -> {}))
                .isInstanceOf(PaymentsFile.UnreadableException.class)
                .hasMessageContaining("no.csv cannot be read: there is no such file");
    }

    @Test
    void localTimesOfAZoneResolveGapsForwardAndOverlapsToTheEarlier() throws Exception {
        ZoneId london = ZoneId.of("Europe/London");
        PaymentsFile.Payments payments = read(HEADER
                + "2011-03-27T01:30:00,acme,1,payment,o,1.00,GBP\n"
                + "2011-10-30T01:30:00,acme,2,payment,o,1.00,GBP\n");
        assertThat(payments.payments().get(0).occurredAt(london)).isEqualTo(Instant.parse("2011-03-27T01:30:00Z"));
        assertThat(payments.payments().get(1).occurredAt(london)).isEqualTo(Instant.parse("2011-10-30T00:30:00Z"));
    }

    private PaymentsFile.Payments read(String text) throws IOException, PaymentsFile.UnreadableException {
        Path file = Files.writeString(folder.resolve("payments.csv"), text);
        return PaymentsFile.read(file, (line, reason) -> bad.add(line + ": " + reason));
    }
}
