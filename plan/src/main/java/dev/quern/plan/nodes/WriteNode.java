package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;

/**
 * Writes the task's rows to files and emits one row with their number.
 *
 * @param format {@code csv}, {@code parquet}, ...
 * @param path a file, or a folder in which each task writes {@code part-N}
 * @param singleFile whether {@code path} is the file
 * @param options the writer's options by lower-case name
 */
public record WriteNode(
    int id,
    PhysicalNode input,
    String format,
    String path,
    boolean singleFile,
    Map<String, String> options)
    implements PhysicalNode {

  public WriteNode {
    options = Map.copyOf(options);
  }

  @Override
  @JsonIgnore
  public Schema schema() {
    return Schema.of(new Field("count", DataTypes.BIGINT, false));
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new WriteNode(id, newInputs.get(0), format, path, singleFile, options);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitWrite(this);
  }
}
