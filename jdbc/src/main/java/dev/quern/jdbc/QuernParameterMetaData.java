package dev.quern.jdbc;

import dev.quern.plan.types.DataType;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/** Number and present types of a prepared statement's parameters. */
final class QuernParameterMetaData implements ParameterMetaData, SelfWrapper {
  private final List<DataType> types;

  QuernParameterMetaData(List<DataType> types) {
    this.types = types;
  }

  private DataType type(int index) throws SQLException {
    if (index < 1 || index > types.size()) {
      throw SqlErrors.invalid("No such parameter: index=" + index + ", parameters=" + types.size());
    }
    return types.get(index - 1);
  }

  @Override
  public int getParameterCount() {
    return types.size();
  }

  @Override
  public int isNullable(int index) throws SQLException {
    type(index);
    return parameterNullable;
  }

  @Override
  public boolean isSigned(int index) throws SQLException {
    return type(index).isNumeric();
  }

  @Override
  public int getPrecision(int index) throws SQLException {
    return JdbcTypes.precision(type(index));
  }

  @Override
  public int getScale(int index) throws SQLException {
    return JdbcTypes.scale(type(index));
  }

  @Override
  public int getParameterType(int index) throws SQLException {
    return JdbcTypes.code(type(index));
  }

  @Override
  public String getParameterTypeName(int index) throws SQLException {
    return JdbcTypes.name(type(index));
  }

  @Override
  public String getParameterClassName(int index) throws SQLException {
    return JdbcTypes.javaClass(type(index)).getName();
  }

  @Override
  public int getParameterMode(int index) throws SQLException {
    type(index);
    return parameterModeIn;
  }
}
