package dev.quern.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;

/**
 * The part of {@link ResultSet} that a forward-only, read-only result refuses: updates, scrolling,
 * and large objects that no column has.
 *
 * <p>Long because the interface has 114 such methods; each refuses by its name, and does nothing
 * else.
 */
abstract class ForwardOnlyResultSet implements ResultSet {
  @Override
  public boolean absolute(int number) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.absolute");
  }

  @Override
  public void afterLast() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.afterLast");
  }

  @Override
  public void beforeFirst() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.beforeFirst");
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.cancelRowUpdates");
  }

  @Override
  public void deleteRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.deleteRow");
  }

  @Override
  public boolean first() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.first");
  }

  @Override
  public Blob getBlob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getBlob");
  }

  @Override
  public Blob getBlob(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getBlob");
  }

  @Override
  public Clob getClob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getClob");
  }

  @Override
  public Clob getClob(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getClob");
  }

  @Override
  public NClob getNClob(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getNClob");
  }

  @Override
  public NClob getNClob(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getNClob");
  }

  @Override
  public Ref getRef(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getRef");
  }

  @Override
  public Ref getRef(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getRef");
  }

  @Override
  public RowId getRowId(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getRowId");
  }

  @Override
  public RowId getRowId(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getRowId");
  }

  @Override
  public SQLXML getSQLXML(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getSQLXML");
  }

  @Override
  public SQLXML getSQLXML(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getSQLXML");
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getUnicodeStream");
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.getUnicodeStream");
  }

  @Override
  public void insertRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.insertRow");
  }

  @Override
  public boolean last() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.last");
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.moveToCurrentRow");
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.moveToInsertRow");
  }

  @Override
  public boolean previous() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.previous");
  }

  @Override
  public void refreshRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.refreshRow");
  }

  @Override
  public boolean relative(int number) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.relative");
  }

  @Override
  public void updateArray(String columnLabel, Array value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateArray");
  }

  @Override
  public void updateArray(int index, Array value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateArray");
  }

  @Override
  public void updateAsciiStream(String columnLabel, InputStream value, int length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateAsciiStream(String columnLabel, InputStream value, long length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateAsciiStream(String columnLabel, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, int length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateAsciiStream(int index, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateAsciiStream");
  }

  @Override
  public void updateBigDecimal(String columnLabel, BigDecimal value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBigDecimal");
  }

  @Override
  public void updateBigDecimal(int index, BigDecimal value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBigDecimal");
  }

  @Override
  public void updateBinaryStream(String columnLabel, InputStream value, int length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBinaryStream(String columnLabel, InputStream value, long length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBinaryStream(String columnLabel, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, int length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBinaryStream(int index, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBinaryStream");
  }

  @Override
  public void updateBlob(String columnLabel, InputStream value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBlob(String columnLabel, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBlob(String columnLabel, Blob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBlob(int index, InputStream value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBlob(int index, InputStream value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBlob(int index, Blob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBlob");
  }

  @Override
  public void updateBoolean(String columnLabel, boolean value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBoolean");
  }

  @Override
  public void updateBoolean(int index, boolean value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBoolean");
  }

  @Override
  public void updateByte(String columnLabel, byte value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateByte");
  }

  @Override
  public void updateByte(int index, byte value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateByte");
  }

  @Override
  public void updateBytes(String columnLabel, byte[] value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBytes");
  }

  @Override
  public void updateBytes(int index, byte[] value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateBytes");
  }

  @Override
  public void updateCharacterStream(String columnLabel, Reader value, int length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateCharacterStream(String columnLabel, Reader value, long length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateCharacterStream(String columnLabel, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateCharacterStream(int index, Reader value, int length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateCharacterStream(int index, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateCharacterStream(int index, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateCharacterStream");
  }

  @Override
  public void updateClob(String columnLabel, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateClob(String columnLabel, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateClob(String columnLabel, Clob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateClob(int index, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateClob(int index, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateClob(int index, Clob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateClob");
  }

  @Override
  public void updateDate(String columnLabel, Date value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateDate");
  }

  @Override
  public void updateDate(int index, Date value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateDate");
  }

  @Override
  public void updateDouble(String columnLabel, double value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateDouble");
  }

  @Override
  public void updateDouble(int index, double value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateDouble");
  }

  @Override
  public void updateFloat(String columnLabel, float value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateFloat");
  }

  @Override
  public void updateFloat(int index, float value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateFloat");
  }

  @Override
  public void updateInt(String columnLabel, int value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateInt");
  }

  @Override
  public void updateInt(int index, int value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateInt");
  }

  @Override
  public void updateLong(String columnLabel, long value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateLong");
  }

  @Override
  public void updateLong(int index, long value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateLong");
  }

  @Override
  public void updateNCharacterStream(String columnLabel, Reader value, long length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(String columnLabel, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(int index, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(int index, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNCharacterStream");
  }

  @Override
  public void updateNClob(String columnLabel, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNClob(String columnLabel, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNClob(String columnLabel, NClob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNClob(int index, Reader value, long length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNClob(int index, Reader value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNClob(int index, NClob value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNClob");
  }

  @Override
  public void updateNString(String columnLabel, String value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNString");
  }

  @Override
  public void updateNString(int index, String value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNString");
  }

  @Override
  public void updateNull(String columnLabel) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNull");
  }

  @Override
  public void updateNull(int index) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateNull");
  }

  @Override
  public void updateObject(String columnLabel, Object value, int length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(String columnLabel, Object value, SQLType argument2, int length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(String columnLabel, Object value, SQLType argument2)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(String columnLabel, Object value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(int index, Object value, int length) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(int index, Object value, SQLType argument2, int length)
      throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(int index, Object value, SQLType argument2) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateObject(int index, Object value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateObject");
  }

  @Override
  public void updateRef(String columnLabel, Ref value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateRef");
  }

  @Override
  public void updateRef(int index, Ref value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateRef");
  }

  @Override
  public void updateRow() throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateRow");
  }

  @Override
  public void updateRowId(String columnLabel, RowId value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateRowId");
  }

  @Override
  public void updateRowId(int index, RowId value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateRowId");
  }

  @Override
  public void updateSQLXML(String columnLabel, SQLXML value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateSQLXML");
  }

  @Override
  public void updateSQLXML(int index, SQLXML value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateSQLXML");
  }

  @Override
  public void updateShort(String columnLabel, short value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateShort");
  }

  @Override
  public void updateShort(int index, short value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateShort");
  }

  @Override
  public void updateString(String columnLabel, String value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateString");
  }

  @Override
  public void updateString(int index, String value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateString");
  }

  @Override
  public void updateTime(String columnLabel, Time value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateTime");
  }

  @Override
  public void updateTime(int index, Time value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateTime");
  }

  @Override
  public void updateTimestamp(String columnLabel, Timestamp value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateTimestamp");
  }

  @Override
  public void updateTimestamp(int index, Timestamp value) throws SQLException {
    throw SqlErrors.unsupported("ResultSet.updateTimestamp");
  }
}
