using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Why an observation becomes a dead letter after it was decoded well.</summary>
internal readonly record struct Refusal(DeadLetterReason Reason, string Detail);

/// <summary>The words for refusals, the same on every runtime.</summary>
internal static class Refusals
{
    /// <summary>Null where the status is no refusal.</summary>
    public static Refusal? OfTime(PrepareStatus status, long eventTime, string entity) => status switch
    {
        PrepareStatus.Late => new Refusal(DeadLetterReason.Late, Detail(eventTime, "lies before", entity)),
        PrepareStatus.RepeatedTime => new Refusal(DeadLetterReason.RepeatedTime, Detail(eventTime, "repeats", entity)),
        _ => null,
    };

    /// <summary>The entity was seen with other channels before.</summary>
    public static Refusal OfSchema(EntityMonitor entity) =>
        new(DeadLetterReason.SchemaChanged, $"entity {entity.Key} was seen with the channels {entity.Plan.Schema}");

    /// <summary>What stands for an observation with other channels, but for entity and position.</summary>
    public static Verdict VerdictOfSchema(EntityMonitor entity, long eventTime) => new()
    {
        EventTime = eventTime,
        Sequence = entity.Observations,
        Flags = VerdictFlags.Rejected,
        Top = TopFeatures.None,
        Surprise = float.NaN,
        Score = float.NaN,
        Threshold = float.NaN,
        ReconstructionError = float.NaN,
        KlDivergence = float.NaN,
    };

    private static string Detail(long eventTime, string rule, string entity) =>
        $"event time {EventTime.FormatSeconds(eventTime)} {rule} the last one of entity {entity}";
}
