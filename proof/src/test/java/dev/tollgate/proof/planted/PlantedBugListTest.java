package dev.tollgate.proof.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of planted bugs fits the sources and the page that shows it. */
class PlantedBugListTest {
    private static final int BUGS_MIN = 40;

    private final List<PlantedBug> bugs = BugList.read();

    @Test
    void everyBugStillHasItsPlaceInTheSources() {
        assertThat(bugs).hasSizeGreaterThanOrEqualTo(BUGS_MIN);
        for (PlantedBug bug : bugs) {
            String source = Repository.read(bug.file());
            assertThat(bug.plantedIn(source)).as(bug.name()).isNotEqualTo(source);
        }
    }

    @Test
    void noTwoBugsAreTheSame() {
        assertThat(bugs).extracting(PlantedBug::slug).doesNotHaveDuplicates();
        assertThat(bugs).extracting(bug -> bug.file() + bug.changes()).doesNotHaveDuplicates();
    }

    @Test
    void theCheckedInPageShowsThisList() {
        assertThat(Page.differences(Repository.read(Page.CHECKED_IN), bugs))
                .as("%s is out of date; make it anew with: %s", Page.CHECKED_IN, PlantedBugsTest.WRITE_PAGE)
                .isEmpty();
    }

    @Test
    void aTextThatIsNotThereExactlyOnceIsRefused() {
        PlantedBug bug = new PlantedBug(
                "a name",
                "a harm",
                "a file",
                List.of(new PlantedBug.Change("once(\n    more)", "never()")),
                Finder.parse("simulator"));
        assertThat(bug.plantedIn("a; once( more); b;")).isEqualTo("a; never(); b;");
        assertThatThrownBy(() -> bug.plantedIn("a; b;")).hasMessageContaining("0 times");
        assertThatThrownBy(() -> bug.plantedIn("once( more); once( more);")).hasMessageContaining("2 times");
    }
}
