package dev.quern.executor.expressions.functions.string;

import static dev.quern.executor.expressions.functions.declaration.FunctionBuilder.function;
import static dev.quern.plan.functions.FunctionSignature.Parameter.ANY;
import static dev.quern.plan.functions.FunctionSignature.Parameter.INTEGER;
import static dev.quern.plan.functions.FunctionSignature.Parameter.VARCHAR;
import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.BOOLEAN;
import static dev.quern.plan.types.DataTypes.VARBINARY;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.declaration.ScalarFunction;
import dev.quern.executor.expressions.functions.declaration.StateFactory;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Declares the functions on text, in the order of the reference. One table, hence its length. */
public final class StringFunctions {
  private static final DataType TEXT = DataTypes.VARCHAR;

  private StringFunctions() {}

  /** Returns all functions of the topic. */
  public static List<ScalarFunction> all() {
    List<ScalarFunction> all = new ArrayList<>();
    Collections.addAll(all, measuring());
    Collections.addAll(all, cutting());
    Collections.addAll(all, changing());
    Collections.addAll(all, searching());
    Collections.addAll(all, encoding());
    all.addAll(operators());
    return all;
  }

  private static ScalarFunction[] measuring() {
    return new ScalarFunction[] {
      function("length")
          .alias("char_length", "character_length", "len")
          .takes(VARCHAR)
          .returns(BIGINT)
          .help("Number of characters", "length('Zürich')")
          .by(Searches.class, "length"),
      function("octet_length")
          .alias("strlen")
          .takes(ANY)
          .returns(BIGINT)
          .help("Number of bytes of a text (in UTF-8) or binary value", "octet_length('Zürich')")
          .by(Searches.class, "octetLength"),
      function("bit_length")
          .takes(VARCHAR)
          .returns(BIGINT)
          .help("Number of bits of a text in UTF-8", "bit_length('ab')")
          .by(Searches.class, "bitLength"),
      function("ascii")
          .alias("unicode", "ord")
          .takes(VARCHAR)
          .returns(BIGINT)
          .help("Code point of the first character, 0 for an empty text", "ascii('A')")
          .by(Searches.class, "firstCodePoint"),
      function("levenshtein")
          .alias("editdist3")
          .takes(VARCHAR, VARCHAR)
          .returns(BIGINT)
          .help("Characters to change, add or remove between two texts", "levenshtein('ab', 'b')")
          .by(Searches.class, "levenshtein"),
    };
  }

  private static ScalarFunction[] cutting() {
    return new ScalarFunction[] {
      function("substring")
          .alias("substr")
          .takes(VARCHAR, INTEGER, INTEGER)
          .required(2)
          .returns(TEXT)
          .help(
              "Characters from a position (from 1) on, at most so many", "substring('quern', 2, 3)")
          .by(Texts.class, "substring"),
      function("left")
          .takes(VARCHAR, INTEGER)
          .returns(TEXT)
          .help("First characters; all but the last ones if negative", "left('quern', 2)")
          .by(Texts.class, "left"),
      function("right")
          .takes(VARCHAR, INTEGER)
          .returns(TEXT)
          .help("Last characters; all but the first ones if negative", "right('quern', 2)")
          .by(Texts.class, "right"),
      function("trim")
          .alias("btrim")
          .takes(VARCHAR, VARCHAR)
          .required(1)
          .returns(TEXT)
          .help("Text without spaces, or the given characters, at both ends", "trim('  a ')")
          .by(Texts.class, "trim"),
      function("ltrim")
          .takes(VARCHAR, VARCHAR)
          .required(1)
          .returns(TEXT)
          .help("Text without spaces, or the given characters, at its start", "ltrim('xxa', 'x')")
          .by(Texts.class, "trimLeft"),
      function("rtrim")
          .takes(VARCHAR, VARCHAR)
          .required(1)
          .returns(TEXT)
          .help("Text without spaces, or the given characters, at its end", "rtrim('axx', 'x')")
          .by(Texts.class, "trimRight"),
      function("split_part")
          .takes(VARCHAR, VARCHAR, INTEGER)
          .returns(TEXT)
          .help(
              "Part between delimiters, counted from 1, or from the end",
              "split_part('a,b', ',', 2)")
          .by(Texts.class, "splitPart"),
      function("regexp_extract")
          .alias("regexp_substr")
          .takes(VARCHAR, VARCHAR, INTEGER)
          .required(2)
          .returns(TEXT)
          .help(
              "First match of a regular expression or its group, else ''",
              "regexp_extract('a12', '[0-9]+')")
          .state(RegexState.class, RegexState::create)
          .by(RegexState.class, "extract"),
    };
  }

  private static ScalarFunction[] changing() {
    return new ScalarFunction[] {
      function("lower")
          .alias("lcase")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("Text in lower case", "lower('Quern')")
          .by(Texts.class, "lower"),
      function("upper")
          .alias("ucase")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("Text in upper case", "upper('Quern')")
          .by(Texts.class, "upper"),
      function("initcap")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("First letter of each word in upper case", "initcap('hi there')")
          .by(Texts.class, "initialCapitals"),
      function("replace")
          .takes(VARCHAR, VARCHAR, VARCHAR)
          .returns(TEXT)
          .help("Text with all occurrences of a part replaced", "replace('aba', 'a', 'x')")
          .by(Texts.class, "replace"),
      function("regexp_replace")
          .takes(VARCHAR, VARCHAR, VARCHAR, VARCHAR)
          .required(3)
          .returns(TEXT)
          .help(
              "Text with the first match replaced, all with flag g",
              "regexp_replace('a1b2', '[0-9]', '', 'g')")
          .state(RegexState.class, RegexState::create)
          .by(RegexState.class, "replace"),
      function("translate")
          .takes(VARCHAR, VARCHAR, VARCHAR)
          .returns(TEXT)
          .help("Text with characters replaced one by one", "translate('12345', '143', 'ax')")
          .by(Texts.class, "translate"),
      function("overlay")
          .takes(VARCHAR, VARCHAR, INTEGER, INTEGER)
          .required(3)
          .returns(TEXT)
          .help(
              "Text with the characters at a position replaced",
              "overlay('quxrn' PLACING 'e' FROM 3)")
          .by(Texts.class, "overlay"),
      function("reverse")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("Characters in reverse order", "reverse('abc')")
          .by(Texts.class, "reverse"),
      function("repeat")
          .takes(VARCHAR, INTEGER)
          .returns(TEXT)
          .help("Text so many times", "repeat('ab', 3)")
          .by(Texts.class, "repeat"),
      function("lpad")
          .takes(VARCHAR, INTEGER, VARCHAR)
          .required(2)
          .returns(TEXT)
          .help("Text filled up at its start, or cut, to a length", "lpad('7', 3, '0')")
          .by(Texts.class, "padLeft"),
      function("rpad")
          .takes(VARCHAR, INTEGER, VARCHAR)
          .required(2)
          .returns(TEXT)
          .help("Text filled up at its end, or cut, to a length", "rpad('7', 3, '.')")
          .by(Texts.class, "padRight"),
      function("chr")
          .takes(INTEGER)
          .returns(TEXT)
          .help("Character of a code point", "chr(65)")
          .by(Texts.class, "character"),
      function("concat_values")
          .alias("concat")
          .takes(ANY)
          .variadic()
          .takesNull()
          .returns(TEXT)
          .help("All values that are not NULL as one text", "concat('a', 1, NULL)")
          .resolvedBy((operands, result) -> null),
      function("concat_ws")
          .takes(VARCHAR, ANY)
          .variadic()
          .takesNull()
          .returns(TEXT)
          .help(
              "All values that are not NULL with a separator between", "concat_ws('-', 1, NULL, 2)")
          .resolvedBy((operands, result) -> null),
    };
  }

  private static ScalarFunction[] searching() {
    return new ScalarFunction[] {
      function("strpos")
          .alias("instr")
          .takes(VARCHAR, VARCHAR)
          .returns(BIGINT)
          .help(
              "Position of a part in a text, from 1; 0 if it is not there", "strpos('quern', 'e')")
          .by(Searches.class, "positionIn"),
      function("starts_with")
          .alias("startswith", "prefix")
          .takes(VARCHAR, VARCHAR)
          .returns(BOOLEAN)
          .help("Whether a text begins with another", "starts_with('quern', 'qu')")
          .by(Searches.class, "startsWith"),
      function("ends_with")
          .alias("endswith", "suffix")
          .takes(VARCHAR, VARCHAR)
          .returns(BOOLEAN)
          .help("Whether a text ends with another", "ends_with('quern', 'rn')")
          .by(Searches.class, "endsWith"),
      function("contains")
          .takes(VARCHAR, VARCHAR)
          .returns(BOOLEAN)
          .help("Whether a text contains another", "contains('quern', 'er')")
          .by(Searches.class, "contains"),
      function("regexp_matches")
          .alias("regexp_like")
          .takes(VARCHAR, VARCHAR, VARCHAR)
          .required(2)
          .returns(BOOLEAN)
          .help(
              "Whether a part of the text matches a regular expression",
              "regexp_matches('a12', '[0-9]')")
          .state(RegexState.class, RegexState::create)
          .by(RegexState.class, "matches"),
      function("regexp_count")
          .takes(VARCHAR, VARCHAR)
          .returns(BIGINT)
          .help("How often a regular expression matches", "regexp_count('a1b2', '[0-9]')")
          .state(RegexState.class, RegexState::create)
          .by(RegexState.class, "count"),
    };
  }

  private static ScalarFunction[] encoding() {
    return new ScalarFunction[] {
      function("md5")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("MD5 digest in hexadecimal", "md5('a')")
          .by(Encodings.class, "md5"),
      function("sha1")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("SHA-1 digest in hexadecimal", "sha1('a')")
          .by(Encodings.class, "sha1"),
      function("sha256")
          .takes(VARCHAR)
          .returns(TEXT)
          .help("SHA-256 digest in hexadecimal", "sha256('a')")
          .by(Encodings.class, "sha256"),
      function("to_hex")
          .alias("hex")
          .takes(ANY)
          .returns(TEXT)
          .help("Integer, text or binary value in hexadecimal", "to_hex(255)")
          .by(Encodings.class, "hex"),
      function("from_hex")
          .alias("unhex")
          .takes(VARCHAR)
          .returns(VARBINARY)
          .help("Bytes of hexadecimal digits", "from_hex('ff00')")
          .by(Encodings.class, "unhex"),
      function("to_base64")
          .alias("base64")
          .takes(ANY)
          .returns(TEXT)
          .help("Text or binary value in base64", "to_base64('ab')")
          .by(Encodings.class, "toBase64"),
      function("from_base64")
          .takes(VARCHAR)
          .returns(VARBINARY)
          .help("Bytes of a base64 text", "from_base64('YWI=')")
          .by(Encodings.class, "fromBase64"),
    };
  }

  private static List<ScalarFunction> operators() {
    return List.of(
        operator("concat", Texts.class, "concat"),
        operator("without_prefix", Texts.class, "withoutPrefix"),
        operator("position", Searches.class, "position"),
        withState("like", LikeState.class, "like", LikeState::caseSensitive),
        withState("ilike", LikeState.class, "like", LikeState::ignoringCase),
        withState("similar_to", RegexState.class, "similar", RegexState::create),
        withState("similar to", RegexState.class, "similar", RegexState::create));
  }

  private static ScalarFunction operator(String name, Class<?> owner, String method) {
    return ScalarFunction.operator(
        name,
        (operands, result) ->
            Implementation.of(owner, method, ValueKind.of(result), kinds(operands)));
  }

  private static ScalarFunction withState(
      String name, Class<?> owner, String method, StateFactory state) {
    return ScalarFunction.operator(
        name,
        (operands, result) ->
            Implementation.of(owner, method, ValueKind.of(result), kinds(operands))
                .withState(owner, state));
  }

  private static ValueKind[] kinds(List<DataType> types) {
    return types.stream().map(ValueKind::of).toArray(ValueKind[]::new);
  }
}
