using System.Collections;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Commits;

/// <summary>Entities read from a view of the store while they are enumerated, once; closing the view ends it.</summary>
/// <param name="close">May be called more than once.</param>
internal sealed class StoredEntities(IEnumerable<StoredEntity> rows, Action close) : IEnumerable<StoredEntity>, IDisposable
{
    public IEnumerator<StoredEntity> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => close();
}
