using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Operations;

/// <summary>
/// Brings the requests of one monitor from the store to its board, about once a second. It reads all that wait, not only new ones: what was
/// settled leaves the board by itself, and a restart needs no memory.
/// </summary>
public sealed partial class RequestWatch(IRequestStore store, string monitor, RequestBoard board, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Requests to single entities that are on the board at once; the next come when these are settled.</summary>
    private const int MostWaiting = 10_000;

    // By sequence: a model is read once, however long its request waits.
    private Dictionary<long, DeliveredRequest> _delivered = [];
    private bool _isFailing;

    /// <summary>Until cancelled. A store that fails is asked again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        try
        {
            Read();
            _isFailing = false;
        }
#pragma warning disable CA1031 // Stores fail in ways of their own; requests wait, and nothing else depends on them.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!_isFailing)
            {
                LogFailing(logger, error, monitor);
            }

            _isFailing = true;
        }
#pragma warning restore CA1031
    }

    private void Read()
    {
        IReadOnlyList<OperatorRequest> pending = store.ReadPending(monitor, MostWaiting);
        if (pending.Count == _delivered.Count && pending.All(r => _delivered.ContainsKey(r.Sequence)))
        {
            return;
        }

        var delivered = new Dictionary<long, DeliveredRequest>();
        foreach (OperatorRequest request in pending)
        {
            delivered[request.Sequence] = _delivered.GetValueOrDefault(request.Sequence) ?? new DeliveredRequest(request, ModelOf(request));
        }

        _delivered = delivered;
        board.Current = pending.Count == 0 ? RequestSet.Empty : new RequestSet([.. pending.Select(r => delivered[r.Sequence])]);
    }

    private EntityModel? ModelOf(OperatorRequest request) =>
        request is { Kind: OperatorRequestKind.Rollback or OperatorRequestKind.Promote, Entity: string entity }
            ? store.ReadVersion(monitor, entity, VersionOf(request))
            : null;

    /// <summary>0, which is never kept, where the body does not say: the entity refuses it.</summary>
    private static int VersionOf(OperatorRequest request)
    {
        try
        {
            return request.ReadVersion().Version;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor}: operators' requests cannot be read from the store; they wait until they can be.")]
    private static partial void LogFailing(ILogger logger, Exception error, string monitor);
}
