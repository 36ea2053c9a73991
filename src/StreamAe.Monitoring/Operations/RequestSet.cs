using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Operations;

/// <summary>Requests that wait for entities of one monitor. Immutable.</summary>
public sealed class RequestSet
{
    public static readonly RequestSet Empty = new([]);

    private readonly DeliveredRequest[] _toAll;
    private readonly Dictionary<string, DeliveredRequest[]> _toOne;
    private readonly long _newestToAll;

    /// <param name="requests">In the order of their sequences.</param>
    public RequestSet(IReadOnlyList<DeliveredRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        _toAll = [.. requests.Where(r => r.Request.Entity is null)];
        _toOne = requests
            .Where(r => r.Request.Entity is not null)
            .GroupBy(r => r.Request.Entity!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _newestToAll = _toAll.Length == 0 ? 0 : _toAll[^1].Request.Sequence;
    }

    /// <summary>Asked once a poll: without requests nothing else is.</summary>
    public bool IsEmpty => _newestToAll == 0 && _toOne.Count == 0;

    /// <summary>Whether the entity has something to apply. Asked once an entity and poll.</summary>
    public bool Concern(EntityMonitor entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _newestToAll > entity.AppliedRequest
            || (_toOne.Count > 0 && _toOne.TryGetValue(entity.Key, out DeliveredRequest[]? own) && own[^1].Request.Sequence > entity.AppliedRequest);
    }

    /// <summary>What the entity has not applied, in order.</summary>
    public IEnumerable<DeliveredRequest> For(EntityMonitor entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _toAll.Concat(_toOne.GetValueOrDefault(entity.Key) ?? [])
            .Where(r => r.Request.Sequence > entity.AppliedRequest)
            .OrderBy(r => r.Request.Sequence);
    }
}
