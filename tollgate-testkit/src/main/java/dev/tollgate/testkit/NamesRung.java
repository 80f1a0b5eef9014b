package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.By;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Page;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names are kept and compared byte for byte, whatever is in them, and one operation has one ticket. */
abstract class NamesRung extends GateRung {

    /** Where a nasty name stands in the name of an operation. */
    enum Place {
        ACCOUNT(Bounds.ACCOUNT_BYTES_MAX),
        SCENARIO(Bounds.SCENARIO_BYTES_MAX),
        BUSINESS_NUMBER(Bounds.BUSINESS_NUMBER_BYTES_MAX);

        private final int bytesMax;

        Place(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        Operation operation(String name) {
            return switch (this) {
                case ACCOUNT -> new Operation(name, "payment", "ORD-1");
                case SCENARIO -> new Operation("acme", name, "ORD-1");
                case BUSINESS_NUMBER -> new Operation("acme", "payment", name);
            };
        }

        /** Nasty names, and pairs at this place's bound that differ in their last byte only. */
        List<String> names() {
            List<String> names = new ArrayList<>(NastyNames.ALL);
            names.add(NastyNames.ofBytes(bytesMax, 'a'));
            names.add(NastyNames.ofBytes(bytesMax, 'b'));
            names.add(NastyNames.ofBytes(bytesMax - 1, 'a'));
            names.add(NastyNames.ofFourByteCharacters(bytesMax));
            names.add(NastyNames.ofFourByteCharacters(bytesMax - 4) + "\ud83d\ude01");
            return names;
        }
    }

    @Test
    void theNastyNamesDoDiffer() {
        Set<List<Byte>> encoded = new HashSet<>();
        for (String name : NastyNames.ALL) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b);
            }
            assertThat(encoded.add(bytes)).as(name).isTrue();
            assertThat(bytes.size()).isBetween(1, Bounds.SCENARIO_BYTES_MAX);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void everyNameIsAnOperationOfItsOwnAndComesBackAsItWas(Place place) throws InterruptedException {
        for (String name : place.names()) {
            AdmitRequest request = AdmitRequest.of(place.operation(name), "clerk-7");
            assertThat(admitted(gate.admit(request)).operation()).isEqualTo(place.operation(name));
            assertThat(gate.admit(request)).as("'%s' again", name).isInstanceOf(Admission.InProgress.class);
        }
        for (String name : place.names()) {
            Operation operation = place.operation(name);
            Ticket found = gate.find(operation).orElseThrow();
            assertThat(found.operation()).isEqualTo(operation);
            assertThat(gate.tickets(filter(place, name)).items())
                    .extracting(Ticket::operation)
                    .containsExactly(operation);
            TicketHandle travelled =
                    TicketHandle.decode(found.handle().encode()).orElseThrow();
            assertThat(done(gate.succeed(travelled, null)).operation()).isEqualTo(operation);
        }
        assertThat(all())
                .containsExactlyInAnyOrderElementsOf(
                        place.names().stream().map(place::operation).toList());
        assertThat(tollgate.verify().holds()).isTrue();
    }

    private static TicketQuery filter(Place place, String name) {
        return switch (place) {
            case ACCOUNT -> TicketQuery.ALL.withAccount(name);
            case SCENARIO -> TicketQuery.ALL.withScenario(name);
            case BUSINESS_NUMBER -> TicketQuery.ALL.withBusinessNumber(name);
        };
    }

    private List<Operation> all() throws InterruptedException {
        List<Operation> operations = new ArrayList<>();
        String cursor = null;
        do {
            Page<Ticket> page = gate.tickets(TicketQuery.ALL.withPage(7, cursor));
            page.items().forEach(ticket -> operations.add(ticket.operation()));
            cursor = page.next();
        } while (cursor != null);
        return operations;
    }

    @Test
    void requestIdsAreComparedByteForByte() throws InterruptedException {
        List<String> ids = new ArrayList<>(NastyNames.ALL);
        ids.add(NastyNames.ofBytes(Bounds.REQUEST_ID_BYTES_MAX, 'a'));
        ids.add(NastyNames.ofBytes(Bounds.REQUEST_ID_BYTES_MAX, 'b'));
        for (int i = 0; i < ids.size(); i++) {
            AdmitRequest request = plain("acme", "ORD-" + i).withRequestId(ids.get(i));
            assertThat(admitted(gate.admit(request)).requestId()).isEqualTo(ids.get(i));
            assertThat(admitted(gate.admit(request)).fence()).isEqualTo(1);
            String other = ids.get((i + 1) % ids.size());
            assertThat(gate.admit(request.withRequestId(other)))
                    .as("'%s' after '%s'", other, ids.get(i))
                    .isInstanceOf(Admission.InProgress.class);
        }
    }

    @Test
    void fingerprintsAreComparedByteForByte() throws InterruptedException {
        for (int i = 0; i < NastyNames.ALL.size(); i++) {
            AdmitRequest request = plain("acme", "ORD-" + i).withFingerprint(NastyNames.ALL.get(i));
            admitted(gate.admit(request));
            assertThat(gate.admit(request)).isInstanceOf(Admission.InProgress.class);
            String other = NastyNames.ALL.get((i + 1) % NastyNames.ALL.size());
            assertThat(gate.admit(request.withFingerprint(other))).isInstanceOf(Admission.Mismatched.class);
        }
    }

    @Test
    void limitNamesAndScenariosOfLimitsAreComparedByteForByte() throws InterruptedException {
        for (int from = 0; from < NastyNames.ALL.size(); from += Bounds.LIMITS_MAX) {
            String account = "account-" + from;
            List<String> names =
                    NastyNames.ALL.subList(from, Math.min(from + Bounds.LIMITS_MAX, NastyNames.ALL.size()));
            List<Limit> limits = names.stream()
                    .map(name -> Limit.count(name, WindowKind.DAY, 1).withScenarios(name))
                    .toList();
            configure(account, AccountConfig.of("GBP").withLimits(limits));
            for (String name : names) {
                Ticket ticket = admitted(gate.admit(AdmitRequest.of(new Operation(account, name, "1"), "clerk-7")));
                assertThat(ticket.windows()).extracting(w -> w.limit()).containsExactly(name);
                assertThat(gate.admit(AdmitRequest.of(new Operation(account, name, "2"), "clerk-7")))
                        .isInstanceOf(Admission.Declined.class);
            }
            assertThat(gate.account(account).orElseThrow().config().limits()).isEqualTo(limits);
            assertThat(gate.usage(account).orElseThrow())
                    .extracting(Usage::limit, Usage::used)
                    .allSatisfy(row -> assertThat(row.toList().get(1)).isEqualTo(1L));
        }
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void reversalIdsAreComparedByteForByte() throws InterruptedException {
        List<String> ids = NastyNames.ALL.subList(0, Bounds.REVERSALS_MAX);
        Scene scene = new Scene(this, "reversing");
        TicketHandle handle = scene.bring(Standing.SUCCEEDED, Scene.FIRST_REQUEST);
        for (int i = 0; i < ids.size(); i++) {
            done(gate.reverse(handle, Reversal.of(ids.get(i), 1)));
            assertThat(done(gate.reverse(handle, Reversal.of(ids.get(i), 1))).reversedMinorUnits())
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void whatIsOnlyKeptIsKeptAsItIs() throws InterruptedException {
        for (int i = 0; i < NastyNames.ALL.size(); i++) {
            String name = NastyNames.ALL.get(i);
            String text = name + "\n\t\u0001\u001f\u007f" + name;
            Operation operation = payment("acme", "ORD-" + i);
            Ticket ticket = admitted(gate.admit(AdmitRequest.of(operation, name).withAttributes(Map.of(name, text))));
            assertThat(ticket.operator()).isEqualTo(name);
            done(gate.doubt(ticket.handle(), text));
            Ticket found = gate.find(operation).orElseThrow();
            assertThat(found.operator()).isEqualTo(name);
            assertThat(found.attributes()).isEqualTo(Map.of(name, text));
            assertThat(found.reason()).isEqualTo(text);
            gate.configure(
                    "acme", AccountConfig.of("GBP", Limit.count("n", WindowKind.DAY, 500 + i)), new By(name, text));
            assertThat(gate.audit("acme", 1, null).items().get(0).by()).isEqualTo(name);
            assertThat(gate.audit("acme", 1, null).items().get(0).reason()).isEqualTo(text);
        }
    }

    @Test
    void accountsAreListedInTheOrderOfTheirBytes() throws InterruptedException {
        List<String> names = Place.ACCOUNT.names();
        for (String name : names) {
            configure(name, AccountConfig.EMPTY);
        }
        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            Page<Account> page = gate.accounts(new AccountQuery(null, 9, cursor));
            page.items().forEach(account -> listed.add(account.account()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(listed).isEqualTo(names.stream().sorted(Names::compare).toList());
    }

    @Test
    void tenantsSeeNothingOfEachOther() throws InterruptedException {
        List<String> tenants = new ArrayList<>(List.of("default", "Default", "default ", "d\u00e9fault", "%", "'"));
        tenants.add(NastyNames.ofBytes(Bounds.TENANT_BYTES_MAX, 'a'));
        tenants.add(NastyNames.ofBytes(Bounds.TENANT_BYTES_MAX, 'b'));
        tenants.add(NastyNames.ofFourByteCharacters(Bounds.TENANT_BYTES_MAX));
        AccountConfig config = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100));
        for (int i = 0; i < tenants.size(); i++) {
            BlockingGate tenant = new BlockingGate(tollgate.tenant(tenants.get(i)));
            assertThat(tenant.account("acme")).isEmpty();
            assertThat(tenant.tickets(TicketQuery.ALL).items()).isEmpty();
            tenant.configure("acme", config, By.of("admin-" + i));
            Ticket ticket = admitted(tenant.admit(pounds("acme", "ORD-1", 100 - i)));
            done(tenant.succeed(ticket.handle(), null));
        }
        for (int i = 0; i < tenants.size(); i++) {
            BlockingGate tenant = new BlockingGate(tollgate.tenant(tenants.get(i)));
            assertThat(tenant.usage("acme").orElseThrow().get(0).used()).isEqualTo(100 - i);
            assertThat(tenant.tickets(TicketQuery.ALL).items()).hasSize(1);
            assertThat(tenant.accounts(AccountQuery.ALL).items()).hasSize(1);
            assertThat(tenant.audit("acme", 50, null).items())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.by()).startsWith("admin-"));
        }
        assertThat(tollgate.verify().accounts()).isEqualTo(tenants.size());
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void namesOverTheirBoundOrWithControlCharactersAreRefused(Place place) {
        for (String bad : List.of(
                "",
                NastyNames.ofBytes(place.bytesMax + 1, 'a'),
                NastyNames.ofFourByteCharacters(place.bytesMax) + "a",
                "a\u0000b",
                "a\nb",
                "\u001f",
                "a\u007f",
                "\ud83d",
                "\ude00\ud83d")) {
            assertRefused(place::operation, bad);
        }
        assertRefused(id -> plain("acme", "1").withRequestId(id), NastyNames.ofBytes(129, 'a'));
        assertRefused(id -> plain("acme", "1").withFingerprint(id), "a\tb");
        if (place == Place.ACCOUNT) {
            assertRefused(place::operation, ".");
            assertRefused(place::operation, "..");
        }
    }

    private static void assertRefused(Function<String, ?> made, String name) {
        assertThatThrownBy(() -> made.apply(name)).isInstanceOf(InvalidRequestException.class);
    }
}
