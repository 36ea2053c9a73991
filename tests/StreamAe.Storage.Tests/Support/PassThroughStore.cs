using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A store as another is; tests override what they change.</summary>
internal abstract class PassThroughStore(IStateStore store) : IStateStore
{
    public virtual StoredMonitor? Load(string monitor) => store.Load(monitor);

    public virtual IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys) => store.Find(monitor, keys);

    public virtual SourceClaim Claim(string monitor, string source) => store.Claim(monitor, source);

    public virtual CommitOutcome Commit(IReadOnlyList<Poll> polls) => store.Commit(polls);

    public virtual IReadOnlyList<Alert> ReadOutbox(string sink, int max) => store.ReadOutbox(sink, max);

    public virtual IReadOnlyDictionary<string, long> CountOutbox() => store.CountOutbox();

    public virtual IReadOnlyList<StoredAlert> ReadAlerts(long after, int max) => store.ReadAlerts(after, max);

    public virtual void MarkPublished(string sink, IReadOnlyList<string> alertIds) => store.MarkPublished(sink, alertIds);

    public virtual IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes) => store.ReadRecords(sink, maxBytes);

    public virtual void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences) => store.MarkRecordsPublished(sink, sequences);

    public void Dispose() => store.Dispose();
}
