using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Tests.Wire;

/// <summary>One entity's rows in a poll of a runtime that judges none of them: behind rows of another entity, from position 100 on.</summary>
internal sealed class SentRows : IAsyncDisposable
{
    public const string Entity = "pump/1";

    private const string Other = "pump/2";

    private readonly LocalRuntime _runtime;
    private readonly DeadLetterCounter _letters = new();

    private SentRows()
    {
        var plans = new PlanSet(TestMonitors.Quick);
        _runtime = new LocalRuntime(plans, new SimdScorer(), new NoCommitter(), _letters, new RuntimeOptions { Shards = 1 });
    }

    public Poll Poll { get; private set; } = null!;

    public PollRows Rows { get; private set; } = null!;

    public ShardPart Part => Poll.Parts[0];

    public int Number => _runtime.Plans.Directory.GetOrAdd(Entity);

    public IReadOnlyList<DeadLetter> Letters => _letters.Kept;

    public static async Task<SentRows> OfAsync(RowsHead head, Schema schema, bool sendsChannels, params IReadOnlyList<(long Time, float[] Values)> rows)
    {
        var sent = new SentRows();
        Poll poll = sent.Poll = await sent._runtime.RentAsync(CancellationToken.None);
        poll.Source = "s";
        poll.Batch.Reset(schema);
        int other = sent._runtime.Plans.Directory.GetOrAdd(Other);
        foreach ((long time, float[] values) in rows)
        {
            values.CopyTo(poll.Batch.Add(sent.Number, time, 100 + poll.Batch.Count));
            values.CopyTo(poll.Batch.Add(other, time, 100 + poll.Batch.Count));
        }

        poll.Plan = poll.Plans.For(schema);
        poll.Begin(holds: 1);
        foreach (int entity in new[] { other, sent.Number })
        {
            for (int row = 0; row < poll.Batch.Count; row++)
            {
                if (poll.Batch.Entities[row] == entity)
                {
                    sent.Part.AddRow(row);
                }
            }
        }

        poll.BeginParts();
        poll.BeginJudging();
        sent.Rows = new PollRows(head, poll, sent.Number, place: rows.Count, rows.Count, sendsChannels);
        return sent;
    }

    /// <summary>Rows that nothing depends on but their number.</summary>
    public static Task<SentRows> OfAsync(int count) => OfAsync(
        default, TestMonitors.Numbers(1), sendsChannels: false, [.. Enumerable.Range(0, count).Select(i => (EventTime.FromSeconds(i + 1), new float[] { i }))]);

    /// <summary>As another silo reads them.</summary>
    public WireRows Received() => WireRows.Read(WireRows.Write(Rows));

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private sealed class NoCommitter : ICommitter
    {
        public bool NeedsState => true;

        public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
