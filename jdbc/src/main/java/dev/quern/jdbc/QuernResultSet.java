package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.plan.types.Schema;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the values of a cursor's rows in the classes that JDBC knows. */
final class QuernResultSet extends LabelledResultSet implements SelfWrapper {
  /** Is told once that the result was closed. */
  interface CloseListener {
    void onResultClosed(QuernResultSet result) throws SQLException;
  }

  private final @Nullable QuernStatement statement;
  private final CloseListener closeListener;
  private final RowCursor rows;
  private final Schema schema;
  private final long maxRows;
  private long rowNumber;
  private boolean isOnRow;
  private boolean isAfterLast;
  private volatile boolean isClosed;
  private boolean wasNull;
  private int fetchSize;

  /**
   * @param statement the statement that made the result, null for metadata and arrays
   * @param maxRows most rows to give, 0 = all
   */
  QuernResultSet(
      @Nullable QuernStatement statement,
      CloseListener closeListener,
      RowCursor rows,
      long maxRows) {
    this.statement = statement;
    this.closeListener = closeListener;
    this.rows = rows;
    this.schema = rows.schema();
    this.maxRows = maxRows;
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    if (isAfterLast) {
      return false;
    }
    isOnRow = false;
    if ((maxRows > 0 && rowNumber >= maxRows) || !rows.next()) {
      isAfterLast = true;
      rows.close();
      return false;
    }
    isOnRow = true;
    rowNumber++;
    return true;
  }

  /** Makes a fetch that waits in another thread end soon. */
  void cancel() {
    QuernStatement owner = statement;
    if (owner != null) {
      owner.cancelRunning();
    }
  }

  @Override
  public void close() throws SQLException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      rows.close();
    } finally {
      closeListener.onResultClosed(this);
    }
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  private void checkOpen() throws SQLException {
    if (isClosed) {
      throw SqlErrors.closed("ResultSet");
    }
  }

  /**
   * Returns the value of a column (from 1) in the current row, and remembers whether it was null.
   */
  private @Nullable Object value(int columnIndex) throws SQLException {
    checkOpen();
    if (columnIndex < 1 || columnIndex > schema.size()) {
      throw SqlErrors.invalid(
          "No such column: index=" + columnIndex + ", columns=" + schema.size());
    }
    if (!isOnRow) {
      throw new SQLException(
          isAfterLast ? "There are no more rows" : "next() was not called", "24000");
    }
    Object value = rows.value(columnIndex - 1);
    wasNull = value == null;
    return value;
  }

  @Override
  public int findColumn(@Nullable String columnLabel) throws SQLException {
    checkOpen();
    int index = columnLabel == null ? -1 : schema.indexOf(columnLabel);
    if (index < 0) {
      throw new SQLException(
          "No such column: label="
              + columnLabel
              + ", columns="
              + schema.fields().stream().map(field -> field.name()).toList(),
          "42703");
    }
    return index + 1;
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return wasNull;
  }

  @Override
  public @Nullable String getString(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : ValueText.of(value);
  }

  @Override
  public boolean getBoolean(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value != null && Conversions.toBoolean(value);
  }

  @Override
  public byte getByte(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : (byte) Conversions.toLong(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  @Override
  public short getShort(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : (short) Conversions.toLong(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  @Override
  public int getInt(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null
        ? 0
        : (int) Conversions.toLong(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public long getLong(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : Conversions.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public float getFloat(int columnIndex) throws SQLException {
    return (float) getDouble(columnIndex);
  }

  @Override
  public double getDouble(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? 0 : Conversions.toDouble(value);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Conversions.toDecimal(value);
  }

  @Override
  @Deprecated
  public @Nullable BigDecimal getBigDecimal(int columnIndex, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(columnIndex);
    return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public byte @Nullable [] getBytes(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    if (value == null) {
      return null;
    }
    return value instanceof byte[] bytes
        ? bytes
        : ValueText.of(value).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable Date getDate(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Date.valueOf(Conversions.toDate(value));
  }

  @Override
  public @Nullable Time getTime(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Time.valueOf(Conversions.toTime(value));
  }

  @Override
  public @Nullable Timestamp getTimestamp(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : Timestamp.valueOf(Conversions.toTimestamp(value));
  }

  @Override
  public @Nullable Date getDate(int columnIndex, @Nullable Calendar calendar) throws SQLException {
    Object value = value(columnIndex);
    return value == null
        ? null
        : new Date(
            Conversions.toDate(value).atStartOfDay(zone(calendar)).toInstant().toEpochMilli());
  }

  @Override
  public @Nullable Time getTime(int columnIndex, @Nullable Calendar calendar) throws SQLException {
    Object value = value(columnIndex);
    return value == null
        ? null
        : new Time(
            Conversions.toTime(value)
                .atDate(java.time.LocalDate.EPOCH)
                .atZone(zone(calendar))
                .toInstant()
                .toEpochMilli());
  }

  @Override
  public @Nullable Timestamp getTimestamp(int columnIndex, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(columnIndex);
    return value == null
        ? null
        : Timestamp.from(Conversions.toTimestamp(value).atZone(zone(calendar)).toInstant());
  }

  private static ZoneId zone(@Nullable Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }

  @Override
  public @Nullable Object getObject(int columnIndex) throws SQLException {
    Object value = value(columnIndex);
    return value == null ? null : NestedValues.toJdbc(schema.type(columnIndex - 1), value);
  }

  @Override
  public @Nullable Object getObject(int columnIndex, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getObject(columnIndex);
  }

  @Override
  public <T> @Nullable T getObject(int columnIndex, @Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.invalid("The class of getObject is null");
    }
    Object value = value(columnIndex);
    if (value == null) {
      return null;
    }
    Object asJdbc = NestedValues.toJdbc(schema.type(columnIndex - 1), value);
    return type.isInstance(asJdbc) ? type.cast(asJdbc) : Conversions.to(value, type);
  }

  @Override
  public @Nullable Array getArray(int columnIndex) throws SQLException {
    return getObject(columnIndex, Array.class);
  }

  @Override
  public @Nullable URL getURL(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    try {
      return text == null ? null : URI.create(text).toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw SqlErrors.invalid("Not a URL: " + text);
    }
  }

  @Override
  public @Nullable InputStream getAsciiStream(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public @Nullable InputStream getBinaryStream(int columnIndex) throws SQLException {
    byte[] bytes = getBytes(columnIndex);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable Reader getCharacterStream(int columnIndex) throws SQLException {
    String text = getString(columnIndex);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public @Nullable String getNString(int columnIndex) throws SQLException {
    return getString(columnIndex);
  }

  @Override
  public @Nullable Reader getNCharacterStream(int columnIndex) throws SQLException {
    return getCharacterStream(columnIndex);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new QuernResultSetMetaData(schema, rows.origins());
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    checkOpen();
    return statement;
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    checkOpen();
    return rowNumber == 0 && !isAfterLast;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return isAfterLast && rowNumber > 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return rowNumber == 1 && !isAfterLast;
  }

  @Override
  public boolean isLast() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.isLast");
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return isAfterLast ? 0 : Math.toIntExact(rowNumber);
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD) {
      throw SqlErrors.unsupported("fetch direction " + direction);
    }
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return FETCH_FORWARD;
  }

  @Override
  public void setFetchSize(int rowCount) throws SQLException {
    checkOpen();
    if (rowCount < 0) {
      throw SqlErrors.invalid("Fetch size is negative: " + rowCount);
    }
    fetchSize = rowCount;
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public int getType() throws SQLException {
    checkOpen();
    return TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }

  @Override
  public String getCursorName() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getCursorName");
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public boolean rowInserted() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    checkOpen();
    return false;
  }
}
