package dev.quern.benchmarks;

import dev.quern.engine.settings.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of settings lists exactly those that there are. */
class SettingsPageTest {
  @Test
  void listsTheSettings() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Settings");
    lines.add("");
    lines.add(
        "This page is written from the settings themselves, and a test compares them. A setting has one name in all");
    lines.add(
        "places: `--temp-dir DIR` on the command line, `SET temp_dir = 'DIR'` in SQL, `tempDir=DIR` in a JDBC URL or as a");
    lines.add("property of a connection; upper and lower case, `-` and `_` do not matter.");
    lines.add("");
    lines.add("| setting | default | meaning |");
    lines.add("|---|---|---|");
    for (Setting setting : Setting.values()) {
      lines.add(
          "| `"
              + setting.optionName()
              + "` | "
              + setting.defaultText()
              + " | "
              + setting.description()
              + " |");
    }
    GeneratedPage.check("settings.md", lines);
  }
}
