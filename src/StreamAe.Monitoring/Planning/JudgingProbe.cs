using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Planning;

/// <summary>
/// Judges events of made-up entities, each with a model of its own, by the local runtime with one shard, and scores rows of the same models
/// alone.
/// </summary>
internal sealed class JudgingProbe : IAsyncDisposable
{
    /// <summary>With more, an event waits for memory as long; making them takes longer.</summary>
    private const int MostEntities = 32_768;

    /// <summary>Beyond the caches of most machines.</summary>
    private const long MostBytes = 128 << 20;

    /// <summary>A short ring, full at once: how long it is costs nothing.</summary>
    private const int Ring = 32;

    // An entity has an event in a poll, not many: rows of one model together cost less, since its parameters are at hand.
    private const int FewestPollRows = 64;
    private const int MostPollRows = 4096;

    // A measured part is long beside the clock's steps and short beside other processes' pauses.
    private const double PartSeconds = 0.02;

    private readonly LocalRuntime _runtime;
    private readonly MonitorPlan _plan;
    private readonly SyntheticSource _source;
    private readonly int[] _slots;
    private long _part;

    /// <param name="model">Of a training of the monitor; null where none was possible: then one that knows nothing.</param>
    public JudgingProbe(MonitorDefinition definition, Schema schema, TimeSpan interval, EntityModel? model, long entities)
    {
        var plans = new PlanSet(definition with { Training = definition.Training with { HistoryRows = Ring } });
        _plan = plans.For(schema);
        model ??= Blank(_plan);
        _slots = new int[Math.Min(Math.Min(entities, MostEntities), Math.Max(1, MostBytes / EntityFootprint.Full(_plan).Total))];
        _part = _slots.Length;
        _runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(needsState: true),
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 1, PollRows = Math.Clamp(_slots.Length, FewestPollRows, MostPollRows), Training = TrainingMode.Off });
        for (int e = 0; e < _slots.Length; e++)
        {
            var entity = new EntityMonitor(_plan, SyntheticSource.KeyOf(e));
            entity.Promote(model);
            _slots[e] = entity.Own!.Slot;
            _runtime.Restore(entity);
        }

        _source = new SyntheticSource(schema, plans.Directory, _slots.Length, interval, 2);
    }

    /// <summary>Judges an event of each entity or some more: histories fill, buffers are made, code is compiled well.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => JudgeAsync(_part, cancellationToken);

    /// <param name="seconds">Of processor time that may be spent, roughly.</param>
    public async Task<Measured> MeasureAsync(double seconds, CancellationToken cancellationToken)
    {
        long events = 0;
        double best = double.PositiveInfinity, begin = CoreClock.Seconds;
        do
        {
            double before = CoreClock.Seconds;
            await JudgeAsync(_part, cancellationToken).ConfigureAwait(false);
            double took = CoreClock.Seconds - before;
            events += _part;
            best = took >= PartSeconds ? Math.Min(best, took / _part) : best;
            _part = took >= PartSeconds ? _part : _part * 2;
        }
        while (CoreClock.Seconds - begin < seconds || double.IsPositiveInfinity(best));
        return new Measured(best, $"measured: {events:N0} events of {_slots.Length:N0} entities with models of their own, one shard");
    }

    /// <param name="seconds">Of processor time that may be spent, roughly.</param>
    public Measured MeasureScoring(double seconds)
    {
        (double best, long rows) = Score(_plan, _slots, seconds);
        return new Measured(best, $"measured: {rows:N0} rows of the same models in the scorer alone");
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private async Task JudgeAsync(long events, CancellationToken cancellationToken)
    {
        _source.End += events;
        await _runtime.RunAsync([_source], cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static (double Best, long Rows) Score(MonitorPlan plan, int[] slots, double seconds)
    {
        int batch = Math.Min(new RuntimeOptions().ScoreBatchRows, slots.Length), stride = plan.Architecture.RowStride;
        float[] rows = new float[batch * stride], reconstructions = new float[batch * stride], errors = new float[batch], divergences = new float[batch];
        var scorer = new SimdScorer();
        long all = 0, calls = 1;
        double best = double.PositiveInfinity, begin = CoreClock.Seconds;
        int start = 0;
        do
        {
            double before = CoreClock.Seconds;
            for (long call = 0; call < calls; call++)
            {
                start = start + batch > slots.Length ? 0 : start;
                scorer.Score(plan.Arena, new ScoreBatch(slots.AsSpan(start, batch), rows, reconstructions, errors, divergences));
                start += batch;
            }

            double took = CoreClock.Seconds - before;
            all += calls * batch;
            if (took >= PartSeconds)
            {
                best = Math.Min(best, took / (calls * batch));
            }
            else
            {
                calls *= 2;
            }
        }
        while (CoreClock.Seconds - begin < seconds || double.IsPositiveInfinity(best));
        return (best, all);
    }

    private static EntityModel Blank(MonitorPlan plan)
    {
        int features = plan.Encoder.Count;
        float[] zeros = new float[features];
        float[] ones = [.. Enumerable.Repeat(1f, features)];
        float[] parameters = new float[plan.Architecture.SlotFloats];
        parameters.AsSpan(plan.Architecture.ErrorWeightOffset, plan.Architecture.Features).Fill(1);
        var scaler = new FeatureScaler(zeros, ones, (float)plan.Definition.Score.Clip, ones.AsSpan(0, plan.DifferenceCount), plan.Asinh);
        return new EntityModel(1, ModelOrigin.Own, scaler, parameters, ScoreCalibration.Fit([1000, 2000, 3000, 4000]), 0, 1, 1)
        {
            Plan = plan.Identity,
            Tails = plan.Memory.Tails?.Unsurprising() ?? [],
        };
    }
}
