using System.Collections.Concurrent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Orleans.Scoring;

namespace StreamAe.Orleans.Tests.Scoring;

/// <summary>Rows of many callers share scorer calls, and none can tell.</summary>
public sealed class ScoringBatcherTests
{
    private const int Capacity = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly MonitorDefinition Sampled = TestMonitors.Quick with
    {
        Model = new ModelDefinition { Kind = ModelKind.Vae, Beta = 0.1f },
        Score = new ScoreDefinition { Kind = ScoreKind.ReconstructionProbability, Samples = 3 },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_ManyCallers_EachGetsTheScoresOfItsRows(bool samples)
    {
        MonitorPlan plan = TestMonitors.Plan(samples ? Sampled : TestMonitors.Quick, channels: 3);
        int[] slots = [.. Enumerable.Range(1, 5).Select(i => SlotOf(plan, i))];
        var scorer = new WatchedScorer();
        var batcher = new ScoringBatcher(plan, scorer, Capacity);
        var random = new Random(3);
        Caller[] callers = [.. Enumerable.Range(0, 200).Select(i => new Caller(plan, slots, (ulong)i, 1 + random.Next(Capacity), samples))];
        await Parallel.ForEachAsync(callers, TestContext.Current.CancellationToken, async (caller, _) => await caller.ScoreAsync(batcher));
        Assert.All(callers, caller => Assert.Equal(caller.Direct(), caller.Scores));
        Assert.Equal(callers.Sum(c => c.Rows), scorer.Calls.Sum());
        Assert.Equal((scorer.Calls.Count, scorer.Calls.Sum()), (batcher.Calls, batcher.Rows));
    }

    [Fact]
    public async Task Add_MoreThanFits_MakesAnotherCallAndNoLargerOne()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        int slot = SlotOf(plan, 1);
        var scorer = new WatchedScorer();
        var batcher = new ScoringBatcher(plan, scorer, Capacity);
        Caller[] callers = [.. Enumerable.Range(0, 40).Select(i => new Caller(plan, [slot], (ulong)i, 7, samples: false))];
        await Task.WhenAll(callers.Select(c => c.ScoreAsync(batcher)));
        Assert.All(scorer.Calls, rows => Assert.InRange(rows, 1, Capacity));
        Assert.Equal(40 * 7, scorer.Calls.Sum());
    }

    /// <summary>What the pool has to do before it closes the batch may still add to it: the rows then share a call.</summary>
    [Fact]
    public async Task Add_WhileThePoolIsBusy_SharesACall()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        int slot = SlotOf(plan, 1);
        var scorer = new WatchedScorer();
        var batcher = new ScoringBatcher(plan, scorer, Capacity);
        Caller[] callers = [.. Enumerable.Range(0, 2).Select(i => new Caller(plan, [slot], (ulong)i, 8, samples: false))];
        for (int i = 0; i < 200 && scorer.Calls.All(rows => rows < Capacity); i++)
        {
            await Task.WhenAll(callers.Select(c => c.ScoreAsync(batcher)));
        }

        Assert.Contains(Capacity, scorer.Calls);
    }

    [Fact]
    public async Task Add_OneRow_IsScoredWithoutAFullBatch()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        var scorer = new WatchedScorer();
        var caller = new Caller(plan, [SlotOf(plan, 1)], 1, 1, samples: false);
        await caller.ScoreAsync(new ScoringBatcher(plan, scorer, Capacity)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(caller.Direct(), caller.Scores);
        Assert.Equal([1], scorer.Calls);
    }

    [Fact]
    public async Task Add_ScorerThatThrows_FailsThoseWhoWaitAndGoesOn()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        int slot = SlotOf(plan, 1);
        var scorer = new WatchedScorer { Breaks = true };
        var batcher = new ScoringBatcher(plan, scorer, Capacity);
        Caller[] callers = [.. Enumerable.Range(0, 4).Select(i => new Caller(plan, [slot], (ulong)i, 12, samples: false))];
        foreach (Task failed in callers.Select(c => c.ScoreAsync(batcher)).ToArray())
        {
            InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
                () => failed.WaitAsync(Patience, TestContext.Current.CancellationToken));
            Assert.Equal(WatchedScorer.Message, error.Message);
        }

        scorer.Breaks = false;
        await Task.WhenAll(callers.Select(c => c.ScoreAsync(batcher))).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.All(callers, caller => Assert.Equal(caller.Direct(), caller.Scores));
    }

    [Fact]
    public async Task Release_EveryTicket_MakesTheBatchFreeForTheNextRows()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        int slot = SlotOf(plan, 1);
        var batcher = new ScoringBatcher(plan, new WatchedScorer(), Capacity);
        var batches = new HashSet<ScoringBatch>(ReferenceEqualityComparer.Instance);
        for (int round = 0; round < 50; round++)
        {
            // Three at a time, which need two batches.
            Caller[] callers = [.. Enumerable.Range(0, 3).Select(i => new Caller(plan, [slot], (ulong)i, 8, samples: false))];
            await Task.WhenAll(callers.Select(c => c.ScoreAsync(batcher, batches)));
            Assert.All(callers, caller => Assert.Equal(caller.Direct(), caller.Scores));
        }

        Assert.InRange(batches.Count, 1, 3);
    }

    [Fact]
    public async Task Release_OneTicketOfTwo_KeepsTheScoresOfTheOther()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, channels: 3);
        int slot = SlotOf(plan, 1);
        var batcher = new ScoringBatcher(plan, new WatchedScorer(), Capacity);
        var kept = new Caller(plan, [slot], 1, 1, samples: false);
        ScoringTicket ticket, other;
        do
        {
            // Now and then the first is closed before the second comes.
            (ticket, other) = (kept.Add(batcher), kept.Add(batcher));
            await Task.WhenAll(ticket.Batch.Scored, other.Batch.Scored);
        }
        while (ticket.Batch != other.Batch);
        other.Release();
        for (ulong i = 2; i < 20; i++)
        {
            await new Caller(plan, [slot], i, 1, samples: false).ScoreAsync(batcher);
        }

        Assert.Equal(kept.Direct(), kept.Read(ticket));
    }

    private static int SlotOf(MonitorPlan plan, int model) =>
        plan.MakeResident(HandMade.Constant(plan, version: model, constant: model)).Slot;

    /// <summary>Some rows of its own, as an entity has them.</summary>
    private sealed class Caller
    {
        private readonly MonitorPlan _plan;
        private readonly bool _samples;
        private readonly int[] _slots;
        private readonly ulong[] _numbers;
        private readonly float[] _scaled;
        private readonly float[] _encoded;

        public Caller(MonitorPlan plan, int[] slots, ulong seed, int rows, bool samples)
        {
            _plan = plan;
            _samples = samples;
            var random = new PhiloxRandom(seed);
            int stride = plan.Architecture.RowStride, features = plan.EncodedFloats;
            _slots = [.. Enumerable.Repeat(slots[(int)(seed % (ulong)slots.Length)], rows)];
            _numbers = [.. Enumerable.Range(0, rows).Select(i => (1000 * seed) + (ulong)i)];
            _scaled = new float[rows * stride];
            _encoded = new float[rows * features];
            for (int i = 0; i < rows; i++)
            {
                for (int f = 0; f < features; f++)
                {
                    _encoded[(i * features) + f] = _scaled[(i * stride) + f] = random.NextGaussian();
                }
            }
        }

        public int Rows => _slots.Length;

        public string[] Scores { get; private set; } = [];

        public ScoringTicket Add(ScoringBatcher batcher) => batcher.Add(_slots, _samples ? _numbers : [], _scaled, _samples ? _encoded : []);

        public async Task ScoreAsync(ScoringBatcher batcher, HashSet<ScoringBatch>? batches = null)
        {
            await Task.Yield();
            ScoringTicket ticket = Add(batcher);
            await ticket.Batch.Scored;
            Scores = Read(ticket);
            if (batches is not null)
            {
                lock (batches)
                {
                    batches.Add(ticket.Batch);
                }
            }

            ticket.Release();
        }

        public string[] Read(ScoringTicket ticket) =>
        [
            .. Enumerable.Range(0, Rows).Select(i => Line(
                ticket.Batch.ScaledOf(ticket.First + i),
                ticket.Batch.ReconstructionOf(ticket.First + i),
                ticket.Batch.ErrorOf(ticket.First + i),
                ticket.Batch.DivergenceOf(ticket.First + i),
                ticket.Batch.ProbabilityOf(ticket.First + i))),
        ];

        /// <summary>What the scorer makes of these rows alone.</summary>
        public string[] Direct()
        {
            int stride = _plan.Architecture.RowStride, features = _plan.EncodedFloats;
            float[] reconstructions = new float[Rows * stride], errors = new float[Rows], divergences = new float[Rows];
            new SimdScorer().Score(_plan.Arena, new ScoreBatch(_slots, _scaled, reconstructions, errors, divergences));
            ProbabilityScores? probabilities = _samples ? new ProbabilityScores(_plan, Rows) : null;
            for (int i = 0; i < Rows; i++)
            {
                probabilities?.Set(i, _numbers[i], _plan.Arena, _slots[i], _scaled.AsSpan(i * stride, stride), _encoded.AsSpan(i * features, features));
            }

            probabilities?.Score(_plan.Arena, _slots, _scaled);
            return
            [
                .. Enumerable.Range(0, Rows).Select(i => Line(
                    _scaled.AsSpan(i * stride, stride),
                    reconstructions.AsSpan(i * stride, stride),
                    errors[i],
                    divergences[i],
                    probabilities is null ? 0 : probabilities.Scores[i])),
            ];
        }

        private string Line(ReadOnlySpan<float> scaled, ReadOnlySpan<float> reconstruction, float error, float divergence, float probability)
        {
            int width = _plan.Architecture.Features;
            float[] all = [.. scaled[..width], .. reconstruction[..width], error, divergence, probability];
            return string.Join(' ', all.Select(v => BitConverter.SingleToInt32Bits(v).ToString("x8")));
        }
    }

    private sealed class WatchedScorer : IScorer
    {
        public const string Message = "the device is gone";

        private readonly SimdScorer _scorer = new();

        public string Name => "watched";

        /// <summary>Rows of each.</summary>
        public ConcurrentQueue<int> Calls { get; } = new();

        public bool Breaks { get; set; }

        public void Score(ModelArena arena, in ScoreBatch batch)
        {
            if (Breaks)
            {
                throw new InvalidOperationException(Message);
            }

            Calls.Enqueue(batch.Slots.Length);
            _scorer.Score(arena, batch);
        }
    }
}
