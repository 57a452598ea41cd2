package dev.quern.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The setters of a prepared statement: all of them end in {@link #setParameter}. Large objects that
 * no type of Quern holds are refused.
 */
abstract class ParameterSetters extends QuernStatement implements PreparedStatement {
  ParameterSetters(QuernConnection connection) {
    super(connection);
  }

  /**
   * Gives the question mark at {@code index}, from 1, a value of any class that JDBC maps; null for
   * SQL NULL.
   */
  abstract void setParameter(int index, @Nullable Object value) throws SQLException;

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    setParameter(index, null);
  }

  @Override
  public void setNull(int index, int sqlType, @Nullable String typeName) throws SQLException {
    setParameter(index, null);
  }

  @Override
  public void setObject(int index, @Nullable Object value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int targetType) throws SQLException {
    setParameter(index, ParameterValues.as(targetType, -1, value));
  }

  @Override
  public void setObject(int index, @Nullable Object value, int targetType, int scaleOrLength)
      throws SQLException {
    setParameter(index, ParameterValues.as(targetType, scaleOrLength, value));
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType targetType) throws SQLException {
    setParameter(index, ParameterValues.as(code(targetType), -1, value));
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType targetType, int scaleOrLength)
      throws SQLException {
    setParameter(index, ParameterValues.as(code(targetType), scaleOrLength, value));
  }

  /**
   * Returns the constant of {@code java.sql.Types}; types of other vendors have none that counts.
   */
  private static int code(@Nullable SQLType type) throws SQLException {
    if (type == null) {
      throw SqlErrors.invalid("The type of a parameter is null");
    }
    return type instanceof JDBCType standard ? standard.getVendorTypeNumber() : Types.OTHER;
  }

  @Override
  public void setArray(int index, @Nullable Array value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    setParameter(index, ParameterValues.ascii(value, length));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    setParameter(index, ParameterValues.ascii(value, length));
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
    setParameter(index, ParameterValues.ascii(value, Long.MAX_VALUE));
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    setParameter(index, ParameterValues.bytes(value, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value, long length)
      throws SQLException {
    setParameter(index, ParameterValues.bytes(value, length));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
    setParameter(index, ParameterValues.bytes(value, Long.MAX_VALUE));
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
    setParameter(index, ParameterValues.bytes(value, length));
  }

  @Override
  public void setBlob(int index, @Nullable InputStream value) throws SQLException {
    setParameter(index, ParameterValues.bytes(value, Long.MAX_VALUE));
  }

  @Override
  public void setBlob(int index, @Nullable Blob value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setBlob");
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setBytes(int index, byte @Nullable [] value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, int length)
      throws SQLException {
    setParameter(index, ParameterValues.text(value, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    setParameter(index, ParameterValues.text(value, length));
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
    setParameter(index, ParameterValues.text(value, Long.MAX_VALUE));
  }

  @Override
  public void setClob(int index, @Nullable Reader value, long length) throws SQLException {
    setParameter(index, ParameterValues.text(value, length));
  }

  @Override
  public void setClob(int index, @Nullable Reader value) throws SQLException {
    setParameter(index, ParameterValues.text(value, Long.MAX_VALUE));
  }

  @Override
  public void setClob(int index, @Nullable Clob value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setClob");
  }

  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    setParameter(index, ParameterValues.inZone(value, calendar));
  }

  @Override
  public void setDate(int index, @Nullable Date value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value, long length)
      throws SQLException {
    setParameter(index, ParameterValues.text(value, length));
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
    setParameter(index, ParameterValues.text(value, Long.MAX_VALUE));
  }

  @Override
  public void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
    setParameter(index, ParameterValues.text(value, length));
  }

  @Override
  public void setNClob(int index, @Nullable Reader value) throws SQLException {
    setParameter(index, ParameterValues.text(value, Long.MAX_VALUE));
  }

  @Override
  public void setNClob(int index, @Nullable NClob value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setNClob");
  }

  @Override
  public void setNString(int index, @Nullable String value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setRef(int index, @Nullable Ref value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setRef");
  }

  @Override
  public void setRowId(int index, @Nullable RowId value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setRowId");
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setSQLXML");
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    setParameter(index, ParameterValues.inZone(value, calendar));
  }

  @Override
  public void setTime(int index, @Nullable Time value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    setParameter(index, ParameterValues.inZone(value, calendar));
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    setParameter(index, value);
  }

  @Override
  public void setURL(int index, @Nullable URL value) throws SQLException {
    setParameter(index, value == null ? null : value.toString());
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream value, int length)
      throws SQLException {
    throw SqlErrors.unsupported("PreparedStatement.setUnicodeStream");
  }
}
