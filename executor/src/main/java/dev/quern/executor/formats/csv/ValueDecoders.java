package dev.quern.executor.formats.csv;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;

/** Chooses the decoder of a column's type. */
final class ValueDecoders {
  private final CsvOptions options;
  private final CsvDialect dialect;
  private final FieldText text;
  private final RowProblems problems;

  ValueDecoders(CsvOptions options, CsvDialect dialect, FieldText text, RowProblems problems) {
    this.options = options;
    this.dialect = dialect;
    this.text = text;
    this.problems = problems;
  }

  /**
   * Returns the decoder of a column.
   *
   * @throws QueryException UNSUPPORTED for types that no CSV field holds
   */
  ValueDecoder decoder(int column, Field field) {
    DataType type = field.type();
    char point = options.decimalSeparator();
    if (type instanceof DataType.IntegerType integer) {
      return IntegerDecoder.ofBits(column, text, problems, integer.bits());
    }
    if (type instanceof DataType.DecimalType decimal) {
      int precision = decimal.precision();
      return decimal.isShort()
          ? IntegerDecoder.ofDecimal(column, text, problems, precision, decimal.scale(), point)
          : RareDecoder.ofWideDecimal(column, text, problems, precision, decimal.scale(), point);
    }
    if (type instanceof DataType.DoubleType) {
      return new DoubleDecoder(column, text, problems, point);
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      boolean isUtf8 = type instanceof DataType.VarcharType;
      return new TextDecoder(column, text, problems, dialect.quote(), isUtf8);
    }
    if (type instanceof DataType.DateType) {
      DatePattern pattern = DatePattern.of(options, CsvOption.DATE_FORMAT);
      return new DateDecoder(column, text, problems, pattern);
    }
    if (type instanceof DataType.TimestampType) {
      DatePattern pattern = DatePattern.of(options, CsvOption.TIMESTAMP_FORMAT);
      return new TimestampDecoder(column, text, problems, pattern);
    }
    return rareDecoder(column, field, point);
  }

  private ValueDecoder rareDecoder(int column, Field field, char point) {
    DataType type = field.type();
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return RareDecoder.ofInstant(column, text, problems);
    }
    if (type instanceof DataType.TimeType) {
      return RareDecoder.ofTime(column, text, problems);
    }
    if (type instanceof DataType.BooleanType) {
      return RareDecoder.ofBoolean(column, text, problems);
    }
    if (type instanceof DataType.FloatType) {
      return RareDecoder.ofFloat(column, text, problems, point);
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED,
        "CSV cannot hold this type: column=" + field.name() + ", type=" + type.sqlName());
  }
}
