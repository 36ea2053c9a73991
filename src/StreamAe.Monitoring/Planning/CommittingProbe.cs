using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Planning;

/// <summary>Events of made-up entities through the local runtime into a store, in commits as large as the rate makes them.</summary>
internal sealed class CommittingProbe : IAsyncDisposable
{
    private const int MostEntities = 20_000;

    /// <summary>Pages are written whole: how many there are costs the disk, not the processor.</summary>
    private const int Ring = 64;

    private readonly LocalRuntime _runtime;
    private readonly SyntheticSource _source;
    private readonly int _rows;

    public CommittingProbe(IStateStore store, MonitorDefinition definition, Schema schema, long entities, double eventsPerSecond)
    {
        var usual = new GroupCommitOptions();
        _rows = (int)Math.Clamp(eventsPerSecond * usual.Linger.TotalSeconds, 1, new RuntimeOptions().PollRows);
        var plans = new PlanSet(definition with { Training = definition.Training with { HistoryRows = Ring } });
        _runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new Committer(store),
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 1, PollRows = _rows, Training = TrainingMode.Off });
        _source = new SyntheticSource(schema, plans.Directory, (int)Math.Min(entities, MostEntities), TimeSpan.FromSeconds(1), 3);
        store.Claim(definition.Name, _source.Name);
    }

    /// <summary>Seconds of an event, all of it.</summary>
    /// <param name="seconds">Of processor time that may be spent, roughly.</param>
    public async Task<Measured> MeasureAsync(double seconds, CancellationToken cancellationToken)
    {
        // A commit of each size of buffers first.
        await RunAsync(_rows * 4L, cancellationToken).ConfigureAwait(false);
        long events = 0;
        double begin = CoreClock.Seconds, spent;
        do
        {
            await RunAsync(_rows * 8L, cancellationToken).ConfigureAwait(false);
            events += _rows * 8L;
            spent = CoreClock.Seconds - begin;
        }
        while (spent < seconds);
        return new Measured(spent / events, $"measured: {events:N0} events in commits of {_rows:N0} to a store in a temporary folder, judging taken off");
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private async Task RunAsync(long events, CancellationToken cancellationToken)
    {
        _source.End += events;
        await _runtime.RunAsync([_source], cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Committer(IStateStore store) : ICommitter
    {
        public bool NeedsState => true;

        public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
        {
            store.Commit([poll]);
            poll.Release();
            return ValueTask.CompletedTask;
        }
    }
}
