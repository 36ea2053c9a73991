using Orleans.Concurrency;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Orleans.Silos;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Grains;

/// <summary>
/// Counts the monitor's observations over all silos until the cohort needs no further model. Where it was lost with its silo, it goes on from
/// the store and from what the runtimes know: what others were admitted since, and is not durable, is not counted, which moves the next
/// training by as many rows at most.
/// </summary>
[Reentrant]
internal sealed class MonitorGrain(SiloMonitors monitors, TimeProvider time) : Grain, IMonitorGrain
{
    /// <summary>A runtime that was not heard of for this long is gone, and its rows with it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<Guid, Admitted> _runtimes = [];
    private readonly Dictionary<ulong, (int Version, byte[] Model)> _models = [];
    private SiloMonitor _monitor = null!;
    private MonitorProgress _progress;

    // Who trains the cohort's model; the others wait.
    private Guid? _trainer;
    private TaskCompletionSource _trained = NewGate();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _monitor = monitors.Find(this.GetPrimaryKeyString());
        _progress = new MonitorProgress(0, _monitor.Plans.Definition.Cohort.MinRows, 0);
        await ReadStoreAsync().ConfigureAwait(true);
    }

    public async ValueTask<CohortAdmission> AdmitAsync(Guid runtime, int rows, CohortAdmission known)
    {
        Admitted admitted = Hear(runtime);
        Adopt(known.NextTraining, known.CohortVersion);
        _progress = _progress with { Observations = Math.Max(_progress.Observations, known.Observations) };
        while (_trainer is Guid trainer && trainer != runtime)
        {
            await Task.WhenAny(_trained.Task, Task.Delay(Patience, time)).ConfigureAwait(true);
            admitted = Hear(runtime);
            if (_trainer == trainer && IsGone(trainer))
            {
                EndTraining();
            }
        }

        long left = Math.Max(0, _progress.NextCohortTraining - _progress.Observations);
        int some = (int)Math.Min(rows, left);
        bool trains = left <= rows;
        _progress = _progress with { Observations = _progress.Observations + some };
        admitted.Rows += some;
        _trainer = trains ? runtime : _trainer;
        return new CohortAdmission
        {
            Rows = some,
            TrainsCohort = trains,
            Observations = _progress.Observations,
            NextTraining = _progress.NextCohortTraining,
            CohortVersion = _progress.CohortVersion,
        };
    }

    public Task SettleAsync(Guid runtime, int rows)
    {
        Hear(runtime).Rows -= rows;
        return Task.CompletedTask;
    }

    public async Task AwaitRestAsync(Guid runtime)
    {
        while (_runtimes.Any(r => r.Key != runtime && r.Value.Rows > 0 && !IsGone(r.Key)))
        {
            await Task.Delay(LookPeriod, time).ConfigureAwait(true);
            Hear(runtime);
        }
    }

    public Task CohortTrainedAsync(Guid runtime, long nextTraining, int version, ulong schema, byte[]? model)
    {
        Hear(runtime);
        Adopt(nextTraining, version);
        if (model is not null)
        {
            Keep(schema, version, model);
        }

        if (_trainer == runtime)
        {
            EndTraining();
        }

        return Task.CompletedTask;
    }

    public async ValueTask<byte[]?> CohortAsync(ulong schema, int version)
    {
        if (_models.GetValueOrDefault(schema).Version < version)
        {
            await ReadStoreAsync().ConfigureAwait(true);
        }

        return _models.GetValueOrDefault(schema).Model;
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask ReadStoreAsync()
    {
        if (_monitor.Store is not MonitorStore store)
        {
            return;
        }

        // The store blocks.
        using StoredMonitor? stored = await Task.Run(store.Head).ConfigureAwait(true);
        if (stored is null)
        {
            return;
        }

        Adopt(stored.Progress.NextCohortTraining, stored.Progress.CohortVersion);
        _progress = _progress with { Observations = Math.Max(_progress.Observations, stored.Progress.Observations) };
        foreach (StoredPlan plan in stored.Plans)
        {
            if (plan.Cohort is EntityModel model)
            {
                Keep(SchemaBytes.HashOf(plan.Schema), model.Version, EntityModelCodec.Write(model));
            }
        }
    }

    private void Adopt(long nextTraining, int version)
    {
        if (version > _progress.CohortVersion)
        {
            _progress = _progress with { NextCohortTraining = nextTraining, CohortVersion = version };
        }
    }

    private void Keep(ulong schema, int version, byte[] model)
    {
        if (version > _models.GetValueOrDefault(schema).Version)
        {
            _models[schema] = (version, model);
        }
    }

    private void EndTraining()
    {
        _trainer = null;
        _trained.TrySetResult();
        _trained = NewGate();
    }

    private Admitted Hear(Guid runtime)
    {
        if (!_runtimes.TryGetValue(runtime, out Admitted? admitted))
        {
            _runtimes.Add(runtime, admitted = new Admitted());
        }

        admitted.HeardAt = time.GetTimestamp();
        return admitted;
    }

    private bool IsGone(Guid runtime) => time.GetElapsedTime(_runtimes[runtime].HeardAt) > Patience;

    /// <summary>Rows of a runtime that are not durable yet.</summary>
    private sealed class Admitted
    {
        public long Rows { get; set; }

        public long HeardAt { get; set; }
    }
}
