package dev.quern.executor.formats.parquet;

/** PLAIN: the values one after the other. Hands out the page's own memory. */
final class PlainFixedDecoder implements FixedDecoder {
  private final int width;
  private long position;
  private long end;

  PlainFixedDecoder(int width) {
    this.width = width;
  }

  @Override
  public void start(long address, long end) {
    this.position = address;
    this.end = end;
  }

  @Override
  public long next(int count) {
    long values = position;
    skip(count);
    return values;
  }

  @Override
  public void skip(int count) {
    long bytes = (long) count * width;
    CorruptDataException.check(bytes <= end - position, "fewer values than the page header tells");
    position += bytes;
  }
}
