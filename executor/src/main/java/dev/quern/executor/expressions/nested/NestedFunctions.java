package dev.quern.executor.expressions.nested;

import static dev.quern.plan.functions.FunctionSignature.Parameter.ANY;
import static dev.quern.plan.functions.FunctionSignature.Parameter.LIST;

import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions that take or return lists, structs or maps. */
public final class NestedFunctions {
  private static final Map<String, NestedKernel> KERNELS = kernels();

  private NestedFunctions() {}

  /** Returns the function of that name, or null. */
  public static @Nullable NestedKernel find(String name) {
    return KERNELS.get(name);
  }

  /** Returns the SQL faces of those functions that are called by their name. */
  public static List<FunctionSignature> signatures() {
    return List.of(
        list(
            "list_length",
            DataTypes.BIGINT,
            "Number of elements of a list",
            "list_length([1, 2])",
            LIST),
        list(
            "array_length",
            DataTypes.BIGINT,
            "Number of elements of a list",
            "array_length([1, 2])",
            LIST),
        list(
            "list_contains",
            DataTypes.BOOLEAN,
            "Whether a list has an element",
            "list_contains([1, 2], 2)",
            LIST,
            ANY),
        list(
            "list_position",
            DataTypes.BIGINT,
            "Place of the first equal element, counted from 1; NULL if there is none",
            "list_position([5, 6], 6)",
            LIST,
            ANY),
        same("list_concat", "One list after the other", "list_concat([1], [2])", LIST, LIST),
        same(
            "list_slice",
            "The elements from one place to another, both counted from 1",
            "list_slice([1, 2, 3], 2, 3)",
            LIST,
            Parameter.INTEGER,
            Parameter.INTEGER),
        same("list_sort", "The elements in ascending order, nulls last", "list_sort([2, 1])", LIST),
        same(
            "list_distinct",
            "The elements without repetitions and nulls, in ascending order",
            "list_distinct([1, 1])",
            LIST),
        same("list_reverse", "The elements in the opposite order", "list_reverse([1, 2])", LIST),
        element("list_min", "Smallest element", "list_min([1, 2])"),
        element("list_max", "Largest element", "list_max([1, 2])"));
  }

  private static Map<String, NestedKernel> kernels() {
    Map<String, NestedKernel> kernels = new HashMap<>(NestedComparisons.kernels());
    kernels.put("struct_extract", Members::extract);
    kernels.put("row", Members::row);
    kernels.put("array", Elements::list);
    kernels.put("map", Elements::map);
    kernels.put("item", Elements::item);
    kernels.put("cardinality", Elements::count);
    kernels.put("list_length", Elements::count);
    kernels.put("array_length", Elements::count);
    kernels.put("list_contains", Elements::contains);
    kernels.put("list_position", Elements::position);
    kernels.put("list_concat", Elements::concat);
    kernels.put("list_slice", Elements::slice);
    kernels.put("list_reverse", Elements::reverse);
    kernels.put("list_sort", SortedElements::sort);
    kernels.put("list_distinct", SortedElements::distinct);
    kernels.put("list_min", SortedElements::min);
    kernels.put("list_max", SortedElements::max);
    return Map.copyOf(kernels);
  }

  private static FunctionSignature list(
      String name, DataType type, String description, String example, Parameter... parameters) {
    return signature(name, List.of(parameters), Returns.FIXED, type, description, example);
  }

  private static FunctionSignature same(
      String name, String description, String example, Parameter... parameters) {
    return signature(name, List.of(parameters), Returns.FIRST_ARGUMENT, null, description, example);
  }

  private static FunctionSignature element(String name, String description, String example) {
    return signature(
        name, List.of(LIST), Returns.ELEMENT_OF_FIRST_ARGUMENT, null, description, example);
  }

  private static FunctionSignature signature(
      String name,
      List<Parameter> parameters,
      Returns returns,
      @Nullable DataType type,
      String description,
      String example) {
    return new FunctionSignature(
        name,
        List.of(),
        FunctionSignature.Kind.SCALAR,
        parameters,
        parameters.size(),
        false,
        returns,
        type,
        false,
        description,
        example);
  }
}
