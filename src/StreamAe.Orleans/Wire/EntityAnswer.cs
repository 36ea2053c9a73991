namespace StreamAe.Orleans.Wire;

/// <summary>What comes back for <see cref="EntityRows"/>. Where they were of this silo, everything but the status is in the poll already.</summary>
[GenerateSerializer]
[Immutable]
[Alias("streamae.answer")]
internal sealed class EntityAnswer(RowsStatus status, byte[]? judged)
{
    /// <summary>Of rows of this silo.</summary>
    public static EntityAnswer Judged { get; } = new(RowsStatus.Judged, null);

    public static EntityAnswer Stale { get; } = new(RowsStatus.Stale, null);

    public static EntityAnswer NeedsSchema { get; } = new(RowsStatus.NeedsSchema, null);

    public static EntityAnswer Abandoned { get; } = new(RowsStatus.Abandoned, null);

    public static EntityAnswer NeedsCohort { get; } = new(RowsStatus.NeedsCohort, null);

    [Id(0)]
    public RowsStatus Status { get; } = status;

    /// <summary>See <see cref="JudgedBytes"/>; null where the rows were of this silo, or were not judged.</summary>
    [Id(1)]
    public byte[]? JudgedBytes { get; } = judged;

    public static EntityAnswer Of(RowsStatus status) => status switch
    {
        RowsStatus.Judged => Judged,
        RowsStatus.Stale => Stale,
        RowsStatus.NeedsSchema => NeedsSchema,
        RowsStatus.NeedsCohort => NeedsCohort,
        _ => Abandoned,
    };
}
