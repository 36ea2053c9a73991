using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Conformance;

/// <summary>Hands each poll's effects to the suite, in order.</summary>
internal sealed class RecordingCommitter(Func<PollRecord, ValueTask> commit) : ICommitter
{
    public bool NeedsState => true;

    public async ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
    {
        await commit(PollRecord.Of(poll));
        poll.Release();
    }
}
