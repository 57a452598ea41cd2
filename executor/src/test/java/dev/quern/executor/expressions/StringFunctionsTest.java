package dev.quern.executor.expressions;

import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.BOOLEAN;
import static dev.quern.plan.types.DataTypes.VARCHAR;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each function on text over constants and columns, with UTF-8 of one to four bytes. */
class StringFunctionsTest {
  private final ExpressionFixture fixture = new ExpressionFixture();
  private final FunctionCases cases = new FunctionCases(fixture);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private void text(Object expected, String function, Object... arguments) {
    cases.check(expected, function, VARCHAR, arguments);
  }

  private void number(Object expected, String function, Object... arguments) {
    cases.check(expected, function, BIGINT, arguments);
  }

  private void test(Object expected, String function, Object... arguments) {
    cases.check(expected, function, BOOLEAN, arguments);
  }

  @Test
  void measuresInCharactersAndBytes() {
    number(6, "length", "Zürich");
    number(0, "length", "");
    number(4, "length", "aé€😀");
    number(12, "length", "abcdefghé€😀z");
    number(10, "octet_length", "aé€😀");
    number(80, "bit_length", "aé€😀");
    number(null, "length", (Object) null);
    number(128512, "ascii", "😀x");
    number(0, "ascii", "");
    number(3, "levenshtein", "kitten", "sitting");
  }

  @Test
  void cutsByCharacter() {
    text("uer", "substring", "quern", 2, 3);
    text("uern", "substring", "quern", 2);
    text("é€", "substring", "aé€😀", 2, 2);
    text("a", "substring", "abc", -1, 3);
    text("", "substring", "abc", -5, 3);
    text("", "substring", "abc", 9);
    text("abc", "substring", "abc", 1, Long.MAX_VALUE);
    text("", "substring", "abc", Long.MIN_VALUE, 4);
    text("INVALID_ARGUMENT", "substring", "abc", 1, -1);
    text("qu", "left", "quern", 2);
    text("que", "left", "quern", -2);
    text("", "left", "quern", -9);
    text("€😀", "right", "aé€😀", 2);
    text("€😀", "right", "aé€😀", -2);
    text("", "right", "quern", 0);
    text("b", "split_part", "a,b,c", ",", 2);
    text("c", "split_part", "a,b,c", ",", -1);
    text("", "split_part", "a,b,c", ",", 4);
    text("", "split_part", "a,b,c", ",", -4);
    text("INVALID_ARGUMENT", "split_part", "a,b", ",", 0);
    text("a,b", "split_part", "a,b", "", 1);
  }

  @Test
  void trimsSpacesOrGivenCharacters() {
    text("a b", "trim", "  a b  ");
    text("a  ", "ltrim", "  a  ");
    text("  a", "rtrim", "  a  ");
    text("", "trim", "   ");
    text("b", "trim", "é€b€é", "€é");
    text("b€é", "ltrim", "é€b€é", "€é");
    text("é€b", "rtrim", "é€b€é", "€é");
    text("aa", "trim", "aa", "");
  }

  @Test
  void changesCase() {
    text("quern", "lower", "QuErN");
    text("ärger €", "lower", "ÄRGER €");
    text("STRASSE É", "upper", "straße é");
    text("Hi There, O'Neil", "initcap", "hi THERE, o'neil");
    text("", "upper", "");
  }

  @Test
  void replacesParts() {
    text("xbx", "replace", "aba", "a", "x");
    text("aba", "replace", "aba", "", "x");
    text("b", "replace", "aba", "a", "");
    text("€€b", "replace", "😀😀b", "😀", "€");
    text("xxx", "replace", "aaa", "a", "x");
    text("a2x5", "translate", "12345", "143", "ax");
    text("qu€rn", "translate", "quern", "e", "€");
    text("quern", "overlay", "quxrn", "e", 3);
    text("qABCn", "overlay", "quern", "ABC", 2, 3);
    text("INVALID_ARGUMENT", "overlay", "quern", "x", 0);
    text("😀€éa", "reverse", "aé€😀");
    text("ababab", "repeat", "ab", 3);
    text("", "repeat", "ab", -1);
    text("INVALID_ARGUMENT", "repeat", "ab", 2_000_000_000);
  }

  @Test
  void padsToLength() {
    text("007", "lpad", "7", 3, "0");
    text("  7", "lpad", "7", 3);
    text("7..", "rpad", "7", 3, ".");
    text("ab", "lpad", "abc", 2, "x");
    text("ab", "rpad", "abc", 2);
    text("é€é€a", "lpad", "a", 5, "é€");
    text("a", "lpad", "a", 5, "");
    text("", "lpad", "a", -1, "x");
    text("INVALID_ARGUMENT", "rpad", "a", 2_000_000_000, "x");
  }

  @Test
  void joinsTexts() {
    text("ab", "concat", "a", "b");
    text(null, "concat", "a", null);
    text("a1b", "concat_values", "a", 1, null, "b");
    text("", "concat_values", (Object) null);
    text("a-1-b", "concat_ws", "-", "a", 1, null, "b");
    text("", "concat_ws", "-", null, null);
    text("-", "concat_ws", "-", "", "");
    text(null, "concat_ws", null, "a");
  }

  @Test
  void searches() {
    number(3, "strpos", "quern", "e");
    number(3, "strpos", "€€x", "x");
    number(0, "strpos", "quern", "z");
    number(1, "strpos", "quern", "");
    number(3, "position", "e", "quern");
    test(true, "starts_with", "quern", "qu");
    test(false, "starts_with", "q", "qu");
    test(true, "ends_with", "quern", "rn");
    test(true, "contains", "quern and more", "n and");
    test(false, "contains", "quern", "qx");
    test(true, "contains", "", "");
  }

  @Test
  void matchesLikePatterns() {
    test(true, "like", "quern", "quern");
    test(false, "like", "querns", "quern");
    test(true, "like", "quern", "qu%");
    test(true, "like", "quern", "%rn");
    test(true, "like", "quern", "%er%");
    test(true, "like", "quern", "q%n");
    test(false, "like", "ab", "ab%b");
    test(true, "like", "abab", "ab%b");
    test(true, "like", "special requests pending", "%special%requests%");
    test(false, "like", "requests special", "%special%requests%");
    test(true, "like", "a€c", "a_c");
    test(false, "like", "ac", "a_c");
    test(true, "like", "x😀y", "%_y");
    test(true, "like", "", "%");
    test(true, "like", "", "");
    test(false, "like", "", "_");
    test(true, "like", "ab_", "%b\\_");
    test(false, "like", "abc", "%b\\_");
    test(true, "like", "50%", "50!%", "!");
    test(false, "like", "505", "50!%", "!");
    test(true, "like", "a\\b", "a\\b", "");
    test("INVALID_ARGUMENT", "like", "a", "a\\");
    test("INVALID_ARGUMENT", "like", "a", "a", "xy");
    test(true, "like", "aXbYc", "a_b_c%");
    test(true, "like", "mississippi", "%iss%ip%i");
    test(true, "like", "ab1cd2ef", "%_cd_e%");
    test(true, "ilike", "QUERN", "qu%N");
    test(true, "ilike", "ÄRGER", "är_e%");
    test(null, "like", "a", null);
  }

  @Test
  void matchesHostileLikePatternsInGoodTime() {
    String text = "a".repeat(5000);
    test(false, "like", text, "%a".repeat(50) + "%b");
    test(false, "like", text, "%a_".repeat(30) + "b");
  }

  @Test
  void matchesSimilarPatterns() {
    test(true, "similar_to", "abc", "a(b|c)+");
    test(false, "similar_to", "abcd", "a(b|c)+");
    test(true, "similar_to", "a.c", "_.%");
    test(false, "similar_to", "abc", "a.c");
    test(true, "similar_to", "x5", "[a-z][0-9]");
  }

  @Test
  void matchesRegularExpressions() {
    test(true, "regexp_matches", "a12", "[0-9]+");
    test(false, "regexp_matches", "abc", "^b");
    test(true, "regexp_matches", "ABC", "b", "i");
    test("INVALID_ARGUMENT", "regexp_matches", "a", "(");
    test("INVALID_ARGUMENT", "regexp_matches", "a", "a", "q");
    text("12", "regexp_extract", "a12b3", "[0-9]+");
    text("é€", "regexp_extract", "aé€b", "[^a-z]+");
    text("b", "regexp_extract", "a-b", "(.)-(.)", 2);
    text("", "regexp_extract", "abc", "[0-9]");
    text("INVALID_ARGUMENT", "regexp_extract", "abc", "b", 1);
    text("ab2", "regexp_replace", "a1b2", "[0-9]", "");
    text("ab", "regexp_replace", "a1b2", "[0-9]", "", "g");
    text("<a><b>", "regexp_replace", "ab", "(.)", "<\\1>", "g");
    number(2, "regexp_count", "a1b22", "[0-9]+");
  }

  @Test
  void stopsRegularExpressionsThatNeverEnd() {
    test("INVALID_ARGUMENT", "regexp_matches", "a".repeat(300), "(.*)".repeat(9) + "b");
    test("INVALID_ARGUMENT", "regexp_matches", "ab".repeat(60_000), "^(a|b|ab)*c$");
  }

  @Test
  void encodes() {
    text("0cc175b9c0f1b6a831c399e269772661", "md5", "a");
    text("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "sha1", "a");
    text("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "sha256", "a");
    text("ff", "to_hex", 255);
    text("6162", "to_hex", "ab");
    text("YWI=", "to_base64", "ab");
    text("A", "chr", 65);
    text("😀", "chr", 128512);
    text("INVALID_ARGUMENT", "chr", 0);
    text("INVALID_ARGUMENT", "chr", 0xD800);
    cases.check("INVALID_ARGUMENT", "from_hex", dev.quern.plan.types.DataTypes.VARBINARY, "abc");
    cases.check("INVALID_ARGUMENT", "from_hex", dev.quern.plan.types.DataTypes.VARBINARY, "zz");
  }
}
