package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and texts of every kind come back as they were, and sort as they should. */
class TextsTest {
    private static final List<String> NAMES = List.of(
            " ",
            "{",
            "}",
            "{}",
            "{1}",
            "}{",
            ":",
            "a",
            "a:",
            "a:b",
            "a b",
            "a\u0080",
            "a\u0085b",
            "a\u00e9",
            "ab",
            "\uffff",
            "\ud83d\ude00",
            "%",
            "%2F",
            "/",
            "..",
            "=",
            "\\",
            "\\n");

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a=b", "\n", "\n\n", "a\nb", "\t", "\\", "\\n", "\\\\n", "\\-", "\r\n", "\u0001", "é😀"
            })
    void aTextComesBackAsItWas(String text) {
        String written = new Fields.Writer()
                .put("one", text)
                .put("two", 2)
                .add("list", text, null, 3, text)
                .text();
        assertThat(written).doesNotContain("\n\n");
        Fields read = Fields.read("test", written);
        assertThat(read.text("one")).isEqualTo(text);
        assertThat(read.number("two")).isEqualTo(2);
        assertThat(read.textOrNull("three")).isNull();
        assertThat(read.list("list")).containsExactly(Arrays.asList(text, null, "3", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "\n\n",
                "1\n\n",
                "1\nstate=open\n\n",
                "1\nstate=open\nfence=1\nrequest=r\noperator=o\nadmitted=1\nlease=1\nonLapse=hold\nflags=99999999999\n\n",
                "1\nstate=open\nfence=1\nrequest=r\noperator=o\nadmitted=1\nlease=1\nonLapse=hold\nhistory+=1\t2\n\n"
            })
    void aTextThatIsDamagedIsRefusedInWords(String text) {
        byte[] bytes = Bytes.of(text).getRaw();
        AccountKey account = new AccountKey("default", "acme");
        TicketKey ticket = new TicketKey(account, "payment", "1");
        refused(() -> TicketText.read(ticket, bytes));
        refused(() -> new AccountText().read(account, bytes));
        refused(() -> AccountText.readAudit(account, bytes));
        refused(() -> Keys.account(text));
        refused(() -> Keys.ticket(text));
    }

    private static void refused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(IndexOutOfBoundsException.class)
                .message()
                .isNotBlank();
    }

    @Test
    void membersSortByTheirBytesAsKeysDo() {
        List<TicketKey> keys = new ArrayList<>();
        for (String one : NAMES) {
            for (String other : NAMES) {
                keys.add(new TicketKey(new AccountKey(one, other), "s", "n"));
                keys.add(new TicketKey(new AccountKey("t", one), other, "n"));
                keys.add(new TicketKey(new AccountKey("t", "a"), one, other));
            }
        }
        keys.sort(null);
        List<TicketKey> byBytes = new ArrayList<>(keys);
        byBytes.sort((a, b) -> Arrays.compareUnsigned(
                Bytes.of(Keys.member(a)).getRaw(), Bytes.of(Keys.member(b)).getRaw()));
        assertThat(byBytes).isEqualTo(keys);
    }

    @Test
    void noTwoNamesHaveOneKeyAndAllOfAnAccountShareItsTag() {
        Keys keys = new Keys("tollgate", Keys.SHARDS);
        Set<Bytes> seen = new HashSet<>();
        for (String one : NAMES) {
            for (String other : NAMES) {
                AccountKey account = new AccountKey(one, other);
                TicketKey ticket = new TicketKey(account, other, one);
                List<Bytes> own = List.of(
                        keys.account(account),
                        keys.usage(account),
                        keys.windows(account),
                        keys.tickets(account),
                        keys.audit(account),
                        keys.ticket(ticket));
                assertThat(seen.addAll(own)).isTrue();
                assertThat(seen).containsAll(own);
                String tag = "tollgate:{" + keys.shardOf(account) + "}:";
                assertThat(own).allSatisfy(key -> assertThat(key.toString()).startsWith(tag));
                assertThat(Keys.account(Keys.member(account))).isEqualTo(account);
                assertThat(Keys.ticket(Keys.member(ticket))).isEqualTo(ticket);
                assertThat(Keys.ticketOfNumber(Keys.numberMember(ticket))).isEqualTo(ticket);
            }
        }
        assertThat(seen).hasSize(NAMES.size() * NAMES.size() * 6);
    }
}
