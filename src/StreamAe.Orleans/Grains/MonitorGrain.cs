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
internal sealed class MonitorGrain(SiloMonitors monitors, ISiloStatusOracle silos, TimeProvider time) : Grain, IMonitorGrain
{
    /// <summary>A runtime that was not heard of for this long is gone, and its rows with it, where its silo is not known to be dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Most that a call waits.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

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

    public async ValueTask<CohortAdmission> AdmitAsync(AdmissionRequest request)
    {
        Admitted admitted = Hear(request.Runtime);
        admitted.Silo = request.Silo;
        admitted.Settle(request.Settled);
        Adopt(request.Known.NextTraining, request.Known.CohortVersion);
        _progress = _progress with { Observations = Math.Max(_progress.Observations, request.Known.Observations) };
        if (IsTrainedByOther(request.Runtime))
        {
            await Task.WhenAny(_trained.Task, Task.Delay(LongestCall, time)).ConfigureAwait(true);
            if (IsTrainedByOther(request.Runtime))
            {
                return new CohortAdmission { MustAskAgain = true };
            }
        }

        long unheard = Math.Max(0, admitted.Rows - request.Admitted);
        long observations = _progress.Observations - unheard;
        long left = Math.Max(0, _progress.NextCohortTraining - observations);
        int some = (int)Math.Min(request.Rows, left);
        bool trains = left <= request.Rows;
        _progress = _progress with { Observations = observations + some };
        admitted.Rows = request.Admitted + some;
        _trainer = trains ? request.Runtime : _trainer;
        return new CohortAdmission
        {
            Rows = some,
            TrainsCohort = trains,
            Observations = _progress.Observations,
            NextTraining = _progress.NextCohortTraining,
            CohortVersion = _progress.CohortVersion,
        };
    }

    public Task SettleAsync(Guid runtime, long settled)
    {
        Hear(runtime).Settle(settled);
        return Task.CompletedTask;
    }

    public async ValueTask<bool> AwaitRestAsync(Guid runtime)
    {
        Hear(runtime);
        long start = time.GetTimestamp();
        while (_runtimes.Any(r => r.Key != runtime && r.Value.Rows > r.Value.Settled && !IsGone(r.Value)))
        {
            if (time.GetElapsedTime(start) > LongestCall)
            {
                return false;
            }

            await Task.Delay(LookPeriod, time).ConfigureAwait(true);
        }

        return true;
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

        CohortOrigin origin = StoredPlans.Learn(_monitor.Plans, stored);
        MonitorProgress progress = StoredPlans.ProgressOf(_monitor.Plans, stored, origin);
        if (_progress.CohortVersion == 0)
        {
            _progress = _progress with { NextCohortTraining = progress.NextCohortTraining, CohortVersion = progress.CohortVersion };
        }

        Adopt(progress.NextCohortTraining, progress.CohortVersion);
        _progress = _progress with { Observations = Math.Max(_progress.Observations, progress.Observations) };
        foreach (StoredPlan plan in stored.Plans)
        {
            if (plan.Cohort is EntityModel model && !_monitor.Plans.IsFormer(StoredPlans.Of(_monitor.Plans, plan)))
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

    /// <summary>Ends the training of one that is gone.</summary>
    private bool IsTrainedByOther(Guid runtime)
    {
        if (_trainer is Guid trainer && trainer != runtime && IsGone(_runtimes[trainer]))
        {
            EndTraining();
        }

        return _trainer is not null && _trainer != runtime;
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

    private bool IsGone(Admitted runtime) =>
        (runtime.Silo is SiloAddress silo && silos.IsDeadSilo(silo)) || time.GetElapsedTime(runtime.HeardAt) > Patience;

    /// <summary>What is known of a runtime.</summary>
    private sealed class Admitted
    {
        /// <summary>Null until it asks this activation.</summary>
        public SiloAddress? Silo { get; set; }

        /// <summary>It was admitted so far. More than it says where an answer was lost.</summary>
        public long Rows { get; set; }

        /// <summary>Of these, durable or passed over. Messages of it may overtake each other.</summary>
        public long Settled { get; private set; }

        public long HeardAt { get; set; }

        public void Settle(long settled) => Settled = Math.Max(Settled, settled);
    }
}
