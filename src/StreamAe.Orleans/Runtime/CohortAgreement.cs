using System.Collections.Concurrent;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Silos;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Runtime;

/// <summary>
/// One runtime's part in what all agree upon about the monitor's cohort (<see cref="IMonitorGrain"/>). By the dispatcher, but for
/// <see cref="Settle"/> and <see cref="Remind"/>.
/// </summary>
internal sealed class CohortAgreement(Guid runtime, SiloMonitor silo, IMonitorGrain grain, RetriedCalls calls)
{
    private const string Of = "(cohort)";

    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(5);

    // Rows that were admitted, of polls that are not durable yet, by the poll's number.
    private readonly ConcurrentDictionary<long, int> _admitted = new();
    private CohortAdmission _known = new();
    private long _admittedRows;
    private long _settledRows;

    /// <summary>Leave to judge rows of a poll; waits while another runtime trains.</summary>
    public async ValueTask<CohortAdmission> AdmitAsync(long poll, int rows, CancellationToken cancellationToken)
    {
        CohortAdmission admission;
        do
        {
            admission = await calls.UntilReachedAsync(Of, () => grain.AdmitAsync(RequestFor(rows)), cancellationToken).ConfigureAwait(false);
        }
        while (admission.MustAskAgain);

        _known = admission;
        _admittedRows += admission.Rows;
        _admitted.AddOrUpdate(poll, admission.Rows, (_, before) => before + admission.Rows);
        return admission;
    }

    /// <summary>Takes over the newest model, where there is one of the version for the plan: a training may have brought none.</summary>
    public async ValueTask FollowAsync(MonitorPlan plan, int version, CancellationToken cancellationToken) => await calls.UntilReachedAsync(
        Of, () => silo.TryFollowCohortAsync(plan, silo.HashOf(plan), version), cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until every row that the others were admitted is durable.</summary>
    public async ValueTask AwaitOthersAsync(CancellationToken cancellationToken)
    {
        while (!await calls.UntilReachedAsync(Of, () => grain.AwaitRestAsync(runtime), cancellationToken).ConfigureAwait(false))
        {
            // Their rows are on the way to the store, or their silo is not yet known to be dead.
        }
    }

    /// <summary>Until disposed of, the others hear that this runtime lives.</summary>
    public IDisposable StayKnown() =>
        new Timer(_ => _ = grain.SettleAsync(runtime, Volatile.Read(ref _settledRows)), null, HeartbeatPeriod, HeartbeatPeriod);

    /// <summary>The training that this runtime was admitted to has ended.</summary>
    public async ValueTask AnnounceAsync(MonitorPlan plan, MonitorProgress progress, CancellationToken cancellationToken)
    {
        byte[]? model = plan.Cohort is ResidentModel cohort ? EntityModelCodec.Write(cohort.Model) : null;
        await calls.UntilReachedAsync(Of, TellAsync, cancellationToken).ConfigureAwait(false);
        _known = new CohortAdmission
        {
            Observations = _known.Observations,
            NextTraining = progress.NextCohortTraining,
            CohortVersion = progress.CohortVersion,
        };

        async ValueTask<bool> TellAsync()
        {
            await grain.CohortTrainedAsync(runtime, progress.NextCohortTraining, progress.CohortVersion, silo.HashOf(plan), model).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>The grain that knew of the cohort's model may have been lost before the store had it. Waits for nothing.</summary>
    public void Remind(MonitorPlan plan, MonitorProgress progress)
    {
        if (plan.Cohort is ResidentModel cohort)
        {
            _ = grain.CohortTrainedAsync(
                runtime, progress.NextCohortTraining, progress.CohortVersion, silo.HashOf(plan), EntityModelCodec.Write(cohort.Model));
        }
    }

    /// <summary>A poll is durable, or was passed over. Waits for nothing: where the message is lost, the next says as much.</summary>
    public void Settle(long poll)
    {
        if (_admitted.TryRemove(poll, out int rows))
        {
            _ = grain.SettleAsync(runtime, Interlocked.Add(ref _settledRows, rows));
        }
    }

    private AdmissionRequest RequestFor(int rows) => new()
    {
        Runtime = runtime,
        Silo = silo.Address,
        Rows = rows,
        Admitted = _admittedRows,
        Settled = Volatile.Read(ref _settledRows),
        Known = _known,
    };
}
