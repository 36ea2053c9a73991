using System.Runtime.CompilerServices;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Planning;

/// <summary>The memory one entity takes in a process, in bytes. Slots are those of the plan's arenas; objects are counted by their fields.</summary>
/// <param name="Model">Its own parameters, which lie twice in memory, with scaler and calibration; 0 while the cohort's model serves it.</param>
/// <param name="Digest">What each event needs of the model.</param>
/// <param name="History">Its pages.</param>
/// <param name="Remembered">What it remembers beside its state: where residuals lie of late, season, channels, peaks.</param>
/// <param name="Objects">Its state and objects, its key, its places in tables.</param>
/// <param name="Counted">What <c>runtime.memory</c> counts of it.</param>
public sealed record EntityFootprint(long Model, long Digest, long History, long Remembered, long Objects, long Counted)
{
    // Of the 64-bit runtime: an object's header and type, and an array's length behind them.
    private const int ObjectHeader = 16;
    private const int ArrayHeader = 24;

    /// <summary>A reference, an entity's number and its place in a table of twice doubled size, on average one and a half times full size.</summary>
    private const double TableSlack = 1.5;

    /// <summary>A dictionary's entry of key, number, hash and link, its bucket, and the key's place by number.</summary>
    private const int DirectoryBytes = 24 + 4 + 8;

    /// <summary>Presence, last poll and source of an entity, its shard, and its row in the store.</summary>
    private const int ResidencyBytes = 1 + 8 + 4 + 4 + 8;

    /// <summary>Characters of a usual key.</summary>
    private const int KeyLength = 12;

    public long Total => Model + Digest + History + Remembered + Objects;

    /// <summary>With an observation or a few, judged by the cohort's model.</summary>
    public static EntityFootprint AtFirst(MonitorPlan plan, int shards = 1) => Of(plan, 1, hasModel: false, shards);

    /// <summary>With a full history and a model of its own, where entities get one.</summary>
    public static EntityFootprint Full(MonitorPlan plan, int shards = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Of(plan, PagesOf(plan), plan.Definition.Training.Own, shards);
    }

    /// <summary>Pages of a full history: one more than hold its rows is being filled.</summary>
    public static int PagesOf(MonitorPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int rows = Math.Max(plan.Definition.Training.HistoryRows, plan.WindowRows);
        return (int)(((long)rows + RowHistory.PageRows - 1) / RowHistory.PageRows) + 1;
    }

    private static EntityFootprint Of(MonitorPlan plan, int pages, bool hasModel, int shards)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        long slot = plan.Arena.SlotBytes;
        long digest = hasModel ? plan.Digests.SlotBytes : 0;
        long history = pages * plan.HistoryPages.SlotBytes;
        long remembered = plan.Memory.SlotBytes;
        long model = hasModel ? slot + ModelObjects(plan) : 0;
        long counted = (hasModel ? 2 * slot : 0) + digest + history + remembered + EntityArrivals.ObjectBytes;
        return new EntityFootprint(model, digest, history, remembered, ObjectsOf(pages, shards), counted);
    }

    private static long ModelObjects(MonitorPlan plan)
    {
        int features = plan.Encoder.Count;
        long scaler = (3 * Floats(features)) + (plan.DifferenceCount > 0 ? 2 * Floats(plan.DifferenceCount) : 0) + ObjectHeader + (6 * 8);
        long calibration = Floats(ScoreCalibration.Knots) + ObjectHeader + (3 * 8);
        long drift = plan.Memory.FollowsDrift ? Floats(ResidualDrift.FloatsOf(plan.Architecture.Features)) : 0;
        const long Records = (2 * ObjectHeader) + (9 * 8) + (5 * 8);
        return Floats(plan.Architecture.SlotFloats) + scaler + calibration + drift + Records;
    }

    private static long ObjectsOf(int pages, int shards)
    {
        // The array of pages doubles as they come, and ends at the ring's size.
        long entity = EntityMonitor.Bytes + RowHistory.Bytes + Array(8L * pages);
        long key = Aligned(ObjectHeader + 4 + (2 * (KeyLength + 1)));
        double tables = TableSlack * (DirectoryBytes + ResidencyBytes + ((double)Unsafe.SizeOf<nint>() * shards));
        return entity + key + (long)tables;
    }

    private static long Floats(long count) => Array(sizeof(float) * count);

    private static long Array(long bytes) => Aligned(ArrayHeader + bytes);

    private static long Aligned(long bytes) => (bytes + 7) / 8 * 8;
}
