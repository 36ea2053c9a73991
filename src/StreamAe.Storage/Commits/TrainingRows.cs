using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;

namespace StreamAe.Storage.Commits;

/// <summary>What both stores record of trainings.</summary>
internal static class TrainingRows
{
    /// <summary>Trainings of an entity whose figures are kept, beside those of kept models: a month of daily ones.</summary>
    public const int Kept = 32;

    private const int MaxDetail = 1000;

    /// <summary>The message of an exception may be long.</summary>
    public static string DetailOf(TrainingResult result) => result.Detail.Length <= MaxDetail ? result.Detail : result.Detail[..MaxDetail];

    /// <summary>Those of entities: a cohort's models have a table of their own.</summary>
    public static IEnumerable<TrainingEvent> Of(ShardPart part) => part.Trainings.Where(t => t.Number != ModelPromotion.Cohort);
}
