using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A store whose calls fail where <paramref name="fails"/> says so, before anything is done.</summary>
internal sealed class FlakyStore(IStateStore store, Func<bool> fails) : IStateStore
{
    private readonly Lock _gate = new();
    private readonly List<long[]> _commits = [];

    /// <summary>Of each commit that succeeded: the end positions of its polls.</summary>
    public IReadOnlyList<long[]> Commits
    {
        get
        {
            lock (_gate)
            {
                return [.. _commits];
            }
        }
    }

    public StoredMonitor? Load(string monitor) => store.Load(monitor);

    public void Commit(IReadOnlyList<Poll> polls)
    {
        Fail();
        store.Commit(polls);
        lock (_gate)
        {
            _commits.Add([.. polls.Select(p => p.Batch.EndPosition)]);
        }
    }

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max) => store.ReadOutbox(sink, max);

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        Fail();
        store.MarkPublished(sink, alertIds);
    }

    public void Dispose() => store.Dispose();

    private void Fail()
    {
        if (fails())
        {
            throw new IOException("The disk is gone.");
        }
    }
}
