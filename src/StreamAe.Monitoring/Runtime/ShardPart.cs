using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Monitoring.Runtime;

/// <summary>One shard's share of a poll: which rows, and what came of them. Written by that shard alone until the poll completes.</summary>
public sealed class ShardPart
{
    // Of polls without rows, which no shard sees: never written to.
    private static readonly StateBuffer None = new();

    internal int[] Rows { get; private set; } = new int[256];

    internal int RowCount { get; private set; }

    /// <summary>The place of its first verdict in the poll; those of its other rows follow, in their order.</summary>
    internal int FirstPlace { get; set; }

    public List<Alert> Alerts { get; } = [];

    public List<ModelPromotion> Promotions { get; } = [];

    public List<TrainingEvent> Trainings { get; } = [];

    /// <summary>What became of operators' requests.</summary>
    public List<RequestOutcome> Requests { get; } = [];

    /// <summary>Empty where the committer needs no state, or no row was judged. Lent to the poll while it is judged and committed.</summary>
    public StateBuffer States { get; internal set; } = None;

    /// <summary>Entities that come into memory before the poll's rows; null where nothing is stored of one.</summary>
    internal List<(int Entity, EntityMonitor? Monitor)> Arriving { get; } = [];

    /// <summary>Entities that leave memory before the poll's rows.</summary>
    internal List<int> Leaving { get; } = [];

    internal void AddRow(int row)
    {
        EnsureRows(RowCount + 1);
        Rows[RowCount++] = row;
    }

    /// <summary>Adds the first rows of the poll.</summary>
    internal void AddRows(int count)
    {
        EnsureRows(RowCount + count);
        Span<int> added = Rows.AsSpan(RowCount, count);
        for (int i = 0; i < added.Length; i++)
        {
            added[i] = i;
        }

        RowCount += count;
    }

    internal void Clear()
    {
        RowCount = 0;
        Alerts.Clear();
        Promotions.Clear();
        Trainings.Clear();
        Requests.Clear();
        States = None;
        Arriving.Clear();
        Leaving.Clear();
    }

    private void EnsureRows(int count)
    {
        if (count > Rows.Length)
        {
            int[] rows = Rows;
            Array.Resize(ref rows, Math.Max(count, rows.Length * 2));
            Rows = rows;
        }
    }
}
