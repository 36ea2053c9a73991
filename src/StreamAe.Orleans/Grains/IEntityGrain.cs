using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Grains;

/// <summary>One entity of one monitor; its key is <see cref="EntityGrainKey"/>.</summary>
[Alias("streamae.entity")]
internal interface IEntityGrain : IGrainWithStringKey
{
    /// <summary>Judges the entity's rows of a poll, in order.</summary>
    [Alias("judge")]
    ValueTask<EntityAnswer> JudgeAsync(EntityCall call);

    /// <summary>Its newest rows, for the cohort's model; null where it is not in memory.</summary>
    [Alias("sample")]
    ValueTask<EntitySample?> SampleAsync(ulong schema, int maxRows);

    /// <summary>Its source goes elsewhere: it may leave memory.</summary>
    [Alias("leave")]
    Task LeaveAsync();
}
