namespace StreamAe.Kafka.Decoding;

/// <summary>A field as it was found in a message.</summary>
/// <param name="Kind">Says which of the others count.</param>
/// <param name="Start">First byte within the record's text.</param>
/// <param name="Length">Bytes of it.</param>
/// <param name="Bits">A number that is no text.</param>
internal readonly record struct FieldValue(FieldKind Kind, int Start, int Length, long Bits)
{
    public static FieldValue OfText(FieldKind kind, int start, int length) => new(kind, start, length, 0);

    public static FieldValue OfBits(FieldKind kind, long bits) => new(kind, 0, 0, bits);
}
