package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.parquet.LeafColumn.Annotation;
import dev.quern.executor.formats.parquet.SchemaNode.Kind;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * Makes the tree of columns from the footer's list of schema elements, which holds it depth first.
 *
 * <p>Lists come in three shapes: a LIST group with a repeated group with the element in it; a LIST
 * group whose repeated child is the element itself (older writers); a repeated field without any
 * annotation.
 */
final class SchemaReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_TYPE_LENGTH = 1 << 20;

  private final List<SchemaElement> elements;
  private int position;
  private int leafCount;

  SchemaReader(List<SchemaElement> elements) {
    this.elements = elements;
  }

  /** Returns the file's columns in order. */
  List<SchemaNode> read() {
    CorruptDataException.check(!elements.isEmpty(), "schema without root");
    int columns = elements.get(0).getNum_children();
    CorruptDataException.check(columns >= 0, "negative number of columns");
    position = 1;
    List<SchemaNode> nodes = readChildren(columns, new Place("", 0, 0, 0));
    CorruptDataException.check(position == elements.size(), "schema elements without parent");
    return nodes;
  }

  /** Levels at which the enclosing node exists. */
  private record Place(String path, int definition, int repetition, int depth) {
    Place into(SchemaElement element, boolean isOptional, boolean isRepeated) {
      return new Place(
          path.isEmpty() ? element.getName() : path + "." + element.getName(),
          definition + (isOptional || isRepeated ? 1 : 0),
          repetition + (isRepeated ? 1 : 0),
          depth + 1);
    }
  }

  private List<SchemaNode> readChildren(int count, Place place) {
    List<SchemaNode> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      children.add(readNode(place));
    }
    return children;
  }

  private SchemaElement next() {
    CorruptDataException.check(position < elements.size(), "schema ends early");
    SchemaElement element = elements.get(position++);
    CorruptDataException.check(element.getName() != null, "column without name");
    CorruptDataException.check(
        element.isSetType() || element.getNum_children() > 0,
        "column without type and members: " + element.getName());
    return element;
  }

  private SchemaNode readNode(Place outer) {
    CorruptDataException.check(outer.depth() < MAX_DEPTH, "schema nested too deeply");
    SchemaElement element = next();
    FieldRepetitionType repetition = element.getRepetition_type();
    if (repetition == FieldRepetitionType.REPEATED) {
      Place inner = outer.into(element, false, true);
      SchemaNode item = readBody(element, inner, false);
      return repeated(element, outer, inner, false, item);
    }
    boolean isOptional = repetition == FieldRepetitionType.OPTIONAL;
    return readBody(element, outer.into(element, isOptional, false), isOptional);
  }

  /** Reads what is below an element whose own levels are in {@code place}. */
  private SchemaNode readBody(SchemaElement element, Place place, boolean isOptional) {
    if (element.isSetType() && element.getNum_children() <= 0) {
      return leaf(element, place, isOptional);
    }
    if (isAnnotated(element, true) && hasOneRepeatedChild(element)) {
      return readList(element, place, isOptional);
    }
    if (isAnnotated(element, false) && hasOneRepeatedChild(element)) {
      return readMap(element, place, isOptional);
    }
    return struct(element, place, isOptional, readChildren(element.getNum_children(), place));
  }

  private SchemaNode readList(SchemaElement list, Place place, boolean isOptional) {
    SchemaElement repeated = next();
    Place inner = place.into(repeated, false, true);
    boolean isWrapper =
        repeated.getNum_children() == 1
            && !repeated.getName().equals("array")
            && !repeated.getName().equals(list.getName() + "_tuple")
            && !hasOneRepeatedChild(repeated);
    SchemaNode item = isWrapper ? readNode(inner) : readBody(repeated, inner, false);
    return repeated(list, place, inner, isOptional, item);
  }

  private SchemaNode readMap(SchemaElement map, Place place, boolean isOptional) {
    SchemaElement entries = next();
    Place inner = place.into(entries, false, true);
    if (entries.getNum_children() != 2) {
      return repeated(map, place, inner, isOptional, readBody(entries, inner, false));
    }
    List<SchemaNode> members = readChildren(2, inner);
    return new SchemaNode(
        map.getName(),
        Kind.MAP,
        new DataType.MapType(members.get(0).type(), members.get(1).type()),
        isOptional,
        place.definition(),
        inner.definition(),
        inner.repetition(),
        null,
        members);
  }

  private static SchemaNode repeated(
      SchemaElement element, Place outer, Place inner, boolean isOptional, SchemaNode item) {
    return new SchemaNode(
        element.getName(),
        Kind.LIST,
        new DataType.ListType(item.type()),
        isOptional,
        outer.definition(),
        inner.definition(),
        inner.repetition(),
        null,
        List.of(item));
  }

  private static SchemaNode struct(
      SchemaElement element, Place place, boolean isOptional, List<SchemaNode> members) {
    List<Field> fields = new ArrayList<>();
    for (SchemaNode member : members) {
      fields.add(new Field(member.name(), member.type(), member.nullable()));
    }
    return new SchemaNode(
        element.getName(),
        Kind.STRUCT,
        new DataType.StructType(fields),
        isOptional,
        place.definition(),
        place.definition(),
        place.repetition(),
        null,
        members);
  }

  private SchemaNode leaf(SchemaElement element, Place place, boolean isOptional) {
    int length = element.getType() == Type.FIXED_LEN_BYTE_ARRAY ? element.getType_length() : 0;
    CorruptDataException.check(
        length >= 0 && length <= MAX_TYPE_LENGTH, "bad length of values: " + length);
    CorruptDataException.check(
        length > 0 || element.getType() != Type.FIXED_LEN_BYTE_ARRAY, "values of length 0");
    LeafTypes types = LeafTypes.of(element);
    Annotation annotation = types.annotation();
    LeafColumn leaf =
        new LeafColumn(
            leafCount++,
            place.path(),
            element.getType(),
            length,
            annotation,
            place.definition(),
            place.repetition(),
            types.type());
    return new SchemaNode(
        element.getName(),
        Kind.LEAF,
        types.type(),
        isOptional,
        place.definition(),
        place.definition(),
        place.repetition(),
        leaf,
        List.of());
  }

  private boolean hasOneRepeatedChild(SchemaElement element) {
    return element.getNum_children() == 1
        && position < elements.size()
        && elements.get(position).getRepetition_type() == FieldRepetitionType.REPEATED;
  }

  private static boolean isAnnotated(SchemaElement element, boolean asList) {
    ConvertedType converted = element.getConverted_type();
    boolean hasLogical = element.isSetLogicalType();
    if (asList) {
      return (hasLogical && element.getLogicalType().isSetLIST())
          || converted == ConvertedType.LIST;
    }
    return (hasLogical && element.getLogicalType().isSetMAP())
        || converted == ConvertedType.MAP
        || converted == ConvertedType.MAP_KEY_VALUE;
  }
}
