using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A store whose calls fail where <paramref name="fails"/> says so, before anything is done.</summary>
internal sealed class FlakyStore(IStateStore store, Func<bool> fails) : PassThroughStore(store)
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

    public override CommitOutcome Commit(IReadOnlyList<Poll> polls)
    {
        Fail();
        CommitOutcome outcome = base.Commit(polls);
        lock (_gate)
        {
            _commits.Add([.. polls.Select(p => p.Batch.EndPosition)]);
        }

        return outcome;
    }

    public override void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        Fail();
        base.MarkPublished(sink, alertIds);
    }

    public override void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences)
    {
        Fail();
        base.MarkRecordsPublished(sink, sequences);
    }

    private void Fail()
    {
        if (fails())
        {
            throw new IOException("The disk is gone.");
        }
    }
}
