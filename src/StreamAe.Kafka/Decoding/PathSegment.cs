namespace StreamAe.Kafka.Decoding;

/// <summary>One step of a <see cref="RecordPath"/>.</summary>
/// <param name="Name">Of a field; null where it is an index.</param>
/// <param name="Index">Within a list, from 0.</param>
internal readonly record struct PathSegment(string? Name, int Index)
{
    public override string ToString() => Name ?? $"[{Index}]";
}
