using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Monitoring.Replaying;

/// <summary>One entity of a replay: its models that are kept, and which of them judges now. Used by its shard alone.</summary>
internal sealed class EntityReplay(IReadOnlyList<RecordedModel> own)
{
    public IReadOnlyList<RecordedModel> Own { get; } = own;

    public ModelReference InUse { get; set; } = ModelReference.None;
}
