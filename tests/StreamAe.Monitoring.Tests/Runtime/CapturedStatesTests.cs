using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>Which entities' states a poll carries to the committer, and as of when.</summary>
public sealed class CapturedStatesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<(string Entity, long Observations)> _captured = [];
    private readonly List<string> _promoted = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>In calls of four rows, so that an entity's rows lie in several of them.</summary>
    [Fact]
    public async Task States_OfEveryEntityWithRows_AreThoseAfterItsLast()
    {
        await using LocalRuntime runtime = Create(new CohortDefinition { Enabled = false }, TrainingMode.Off);
        await DispatchAsync(runtime, "a", "b", "a", "a", "a", "c", "a", "a", "b");
        Assert.Equal([("a", 6L), ("b", 2L), ("c", 1L)], _captured);
    }

    /// <summary>As a source hands over where it stands, with dead letters alone: no shard sees it.</summary>
    [Fact]
    public async Task States_OfAPollWithoutRows_AreNone()
    {
        await using LocalRuntime runtime = Create(new CohortDefinition { Enabled = false }, TrainingMode.Off, pollsInFlight: 2);
        for (int i = 0; i < 3; i++)
        {
            await DispatchAsync(runtime, "a");
            await DispatchAsync(runtime);
        }

        Assert.Equal([("a", 1L), ("a", 2L), ("a", 3L)], _captured);
    }

    [Fact]
    public async Task States_EntityThatATrainingChanged_NeedsNoRow()
    {
        await using LocalRuntime runtime = Create(new CohortDefinition { Enabled = false }, TrainingMode.Background);
        await DispatchAsync(runtime, [.. Enumerable.Repeat("a", 60)]);

        // The training is over at some time; the first poll after that brings what it left. Every poll is of another entity, or those would train too.
        for (int other = 0; _promoted.Count == 0; other++)
        {
            _captured.Clear();
            await DispatchAsync(runtime, $"b{other}").WaitAsync(Patience, Stop);
        }

        Assert.Equal(["a"], _promoted);
        Assert.Equal("a", _captured[^1].Entity);
        Assert.Equal(2, _captured.Count);
    }

    private LocalRuntime Create(CohortDefinition cohort, TrainingMode training, int pollsInFlight = 4) => new(
        new PlanSet(Population.Definition with { Cohort = cohort }),
        new SimdScorer(),
        new NullCommitter(needsState: true, Note),
        new DeadLetterCounter(),
        new RuntimeOptions { Shards = 1, ScoreBatchRows = 4, Training = training, PollsInFlight = pollsInFlight });

    private async Task DispatchAsync(LocalRuntime runtime, params string[] entities)
    {
        Poll poll = await runtime.RentAsync(Stop);
        poll.Batch.Reset(Population.Schema);
        long start = runtime.Progress.Observations;
        for (int i = 0; i < entities.Length; i++)
        {
            Span<float> values = poll.Batch.Add(runtime.Plans.Directory.GetOrAdd(entities[i]), EventTime.FromSeconds(start + i + 1), start + i);
            values.Fill(MathF.Sin(start + i));
        }

        poll.Batch.EndPosition = start + entities.Length;
        await runtime.DispatchAsync(poll, "s");
        await runtime.DrainAsync();
    }

    private void Note(Poll poll)
    {
        foreach (ShardPart part in poll.Parts)
        {
            _promoted.AddRange(part.Promotions.Select(p => poll.Plans.Directory.KeyOf(p.Entity)));
            StateBuffer.Reader states = part.States.GetReader();
            while (states.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
            {
                _captured.Add((poll.Plans.Directory.KeyOf(entity), EntityMonitor.ReadCounts(state.Span).Observations));
                for (; pages > 0; pages--)
                {
                    states.ReadPage(out _, out _, out _);
                }
            }
        }
    }
}
