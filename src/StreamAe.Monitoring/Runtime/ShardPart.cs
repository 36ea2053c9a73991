using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Runtime;

/// <summary>One shard's share of a poll: which rows, and what came of them. Written by that shard alone until the poll completes.</summary>
public sealed class ShardPart
{
    internal int[] Rows { get; private set; } = new int[256];

    internal int RowCount { get; private set; }

    /// <summary>The place of its first verdict in the poll; those of its other rows follow, in their order.</summary>
    internal int FirstPlace { get; set; }

    public List<Alert> Alerts { get; } = [];

    public List<ModelPromotion> Promotions { get; } = [];

    public List<TrainingEvent> Trainings { get; } = [];

    /// <summary>Empty where the committer needs no state.</summary>
    public StateBuffer States { get; } = new();

    /// <summary>Entities that come into memory before the poll's rows; null where nothing is stored of one.</summary>
    internal List<(int Entity, EntityMonitor? Monitor)> Arriving { get; } = [];

    /// <summary>Entities that leave memory before the poll's rows.</summary>
    internal List<int> Leaving { get; } = [];

    internal void AddRow(int row)
    {
        if (RowCount == Rows.Length)
        {
            int[] rows = Rows;
            Array.Resize(ref rows, rows.Length * 2);
            Rows = rows;
        }

        Rows[RowCount++] = row;
    }

    internal void ClearRows() => RowCount = 0;

    internal void Clear()
    {
        RowCount = 0;
        Alerts.Clear();
        Promotions.Clear();
        Trainings.Clear();
        States.Clear();
        Arriving.Clear();
        Leaving.Clear();
    }
}
