package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassesAheadTest {
  @Test
  void allClassesOfTheListExist() throws Exception {
    List<String> missing = new ArrayList<>();
    for (String name : ClassesAhead.names()) {
      try {
        Class.forName(name, false, ClassesAhead.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void noticesClassesOfFilesAlone() {
    List<String> log =
        List.of(
            "java.lang.Object source: jrt:/java.base",
            "a.B source: file:/classes/",
            "a.B$$Lambda$1/0x0000 source: a.B",
            "a.C source: file:/some.jar",
            "a.B source: file:/classes/",
            "dev.quern.jdbc.StartClasses source: file:/test-classes/");
    assertEquals(List.of("a.B", "a.C"), StartClasses.classes(log));
  }

  @Test
  void theListHasWhatAQueryNeeds() throws Exception {
    List<String> names = ClassesAhead.names();
    assertTrue(names.contains("dev.quern.jdbc.QuernConnection"), names::toString);
    assertTrue(names.contains("org.apache.calcite.sql.fun.SqlStdOperatorTable"), names::toString);
    assertEquals(names.stream().distinct().toList(), names);
  }
}
