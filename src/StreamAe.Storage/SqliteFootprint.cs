using System.Numerics;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Plans;
using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>What the embedded store will take on the disk.</summary>
public static class SqliteFootprint
{
    // A record's head: its length and a type for each column; numbers that name monitor, plan, entity, source and sequence.
    private const int StateHead = 12;
    private const int PageHead = 6;
    private const int ModelHead = 40;

    /// <summary>An entity's number is of a few bytes, a page's place of seven: see <see cref="StoreSchema"/>.</summary>
    private const int EntityKey = 4;
    private const int PlaceKey = 7;

    /// <summary>Bytes of a usual entity's name, which stands in its row and in an index.</summary>
    private const int NameBytes = 12;

    private const int IndexHead = 6;

    /// <summary>Rows of a page come one by one: leaves are split in halves as they grow, and are filled up again by later pages for a part. As measured.</summary>
    private const double GrowthSlack = 1.1;

    /// <summary>An alert's JSON with its places in indices, beside its features, and each of these: as measured, with short names.</summary>
    private const int AlertBytes = 420;
    private const int ContributionBytes = 95;
    private const int MostContributions = 3;

    private const int FloatBytes = sizeof(float);

    /// <summary>The log of changes, the write-ahead log as long as it gets with it, and empty tables.</summary>
    private const double FixedBytes = (2.0 * ChangeLog.UsualBytes) + (32 << 20);

    /// <summary>The log of changes once more: those that are not in their rows yet, and those of the next commit.</summary>
    private const double MemoryBytes = 2.0 * ChangeLog.UsualBytes;

    /// <param name="entities">Of the monitor.</param>
    /// <param name="eventsPerSecond">Of all entities together.</param>
    public static StoreSizes Of(MonitorPlan plan, long entities, double eventsPerSecond)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(entities, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsPerSecond);
        double state = TableBytes.OfRow(StateHead + NameBytes + plan.StateBytes, EntityKey) + TableBytes.OfRow(IndexHead + NameBytes + EntityKey, 0);
        double page = GrowthSlack * TableBytes.OfRow(PageHead + (FloatBytes * RowHistory.PageRows * plan.Encoder.Count), PlaceKey);
        double model = TableBytes.OfRow(ModelHead + ModelBytes(plan), EntityKey) + TableBytes.OfRow(IndexHead + (2 * EntityKey), 0);
        int contributions = Math.Min(MostContributions, plan.Encoder.SourceCount);
        return new StoreSizes(
            state + page,
            state + (page * EntityFootprint.PagesOf(plan)) + (model * VersionsOf(plan)),
            page / RowHistory.PageRows,
            ScoreBytes(entities, eventsPerSecond),
            TableBytes.OfRow(AlertBytes + (ContributionBytes * contributions), EntityKey),
            FixedBytes,
            MemoryBytes,
            "from the tables of the embedded store and the formats of states, pages and models");
    }

    /// <summary>A monitor that trains once has one version of each model.</summary>
    private static int VersionsOf(MonitorPlan plan) => plan.Definition.Training.Every is null ? 1 : plan.Definition.Training.KeepVersions;

    private static long ModelBytes(MonitorPlan plan)
    {
        int features = plan.Encoder.Count;
        float[] ones = [.. Enumerable.Repeat(1f, features)];
        var scaler = new FeatureScaler(ones, ones, 1, ones.AsSpan(0, plan.DifferenceCount), plan.Encoder.AsinhUnder(plan.Definition.Scale));
        var empty = new EntityModel(1, ModelOrigin.Own, scaler, [], ScoreCalibration.Fit([1, 2, 3, 4]), 0, 0, 0);
        return EntityModelCodec.Write(empty).Length + ((long)FloatBytes * plan.Architecture.SlotFloats) + plan.StateBytes - EntityMonitor.LeastStateBytes;
    }

    /// <summary>As <see cref="Scores.ScoreBlob"/> writes it: time since the row before and entity with seven bits a byte, surprise and score.</summary>
    private static double ScoreBytes(long entities, double eventsPerSecond)
    {
        long gap = (long)Math.Min(TimeSpan.TicksPerSecond / eventsPerSecond, long.MaxValue / 4.0);
        return (2 * FloatBytes) + NumberBytes(2 * gap) + NumberBytes(entities);
    }

    private static int NumberBytes(long number) => (BitOperations.Log2((ulong)number | 1) / 7) + 1;
}
