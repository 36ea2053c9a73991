namespace StreamAe.Orleans.Wire;

/// <summary>Rows on their way to their entity's grain: as they are within a silo, as bytes between silos.</summary>
[Immutable]
internal sealed class EntityCall(EntityRows rows)
{
    public EntityRows Rows { get; } = rows;
}

/// <summary>For Orleans' serializer: only where a call leaves its silo.</summary>
[RegisterConverter]
internal sealed class EntityCallConverter : IConverter<EntityCall, EntityCallSurrogate>
{
    public EntityCall ConvertFromSurrogate(in EntityCallSurrogate surrogate) => new(WireRows.Read(surrogate.Bytes));

    public EntityCallSurrogate ConvertToSurrogate(in EntityCall value) => new() { Bytes = WireRows.Write(value.Rows) };
}

/// <summary>See <see cref="WireRows"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("streamae.rows")]
internal struct EntityCallSurrogate
{
    [Id(0)]
    public byte[] Bytes;
}
