package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokensTest {
  @Test
  void cutsEverythingThatMayStandInAStatement() {
    String sql = "SELECT a_1, 'it''s', \"Na\"\"me\", 1.5e3 /* c; */ -- d;\n+ ä;";
    StringBuilder shown = new StringBuilder();
    int end = 0;
    for (SqlTokens.Token token : SqlTokens.of(sql)) {
      assertEquals(end, token.start());
      end = token.end();
      if (token.kind() != SqlTokens.Kind.SPACE) {
        shown.append(token.kind().name().charAt(0)).append('<').append(token.of(sql)).append("> ");
      }
    }
    assertEquals(sql.length(), end);
    assertEquals(
        "W<SELECT> W<a_1> S<,> L<'it''s'> S<,> N<\"Na\"\"me\"> S<,> N<1.5e3> C</* c; */> C<-- d;>"
            + " S<+> W<ä> S<;> ",
        shown.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1;", "SELECT ';' ; -- end", ";", "a; /* ; */  \n", "\"';\";"})
  void knowsACompleteStatement(String text) {
    assertTrue(SqlTokens.isComplete(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "SELECT 1", "SELECT ';", "SELECT \";", "a; /* ", "a; b", "-- ;", "';'';"})
  void knowsAnIncompleteOne(String text) {
    assertFalse(SqlTokens.isComplete(text));
  }

  @Test
  void noTextHasNoTokens() {
    assertEquals(List.of(), SqlTokens.of(""));
  }
}
