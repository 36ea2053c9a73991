using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>A store in memory that does what the contract says, and fails on demand.</summary>
internal sealed class MemoryStore : IStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Stored> _entities = [];
    private readonly Dictionary<Schema, StoredPlan> _plans = [];
    private readonly List<StoredPlan> _former = [];
    private readonly Dictionary<string, long> _positions = [];
    private readonly List<Alert> _alerts = [];
    private readonly List<string> _published = [];
    private readonly Dictionary<string, long> _epochs = [];
    private readonly List<(string Sink, StoredRecords Records)> _records = [];
    private long _nextRecords;
    private MonitorProgress _progress;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called before each commit; may throw.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Whether it remembers the files of monitors, so that they can be edited.</summary>
    public bool KeepsDefinitions { get; init; } = true;

    /// <summary>The end positions of each commit's polls.</summary>
    public List<long[]> Commits { get; } = [];

    public IReadOnlyList<string> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _published];
            }
        }
    }

    /// <summary>Sources that another owner has claimed.</summary>
    public HashSet<string> Lost { get; } = [];

    /// <summary>Numbers of alerts whose commit, of another process, is not done yet.</summary>
    public HashSet<long> Unseen { get; } = [];

    /// <summary>Keys that were looked for, one list a call.</summary>
    public List<string[]> Finds { get; } = [];

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys)
    {
        lock (_gate)
        {
            Finds.Add([.. keys]);
            return [.. keys.Select(key => _entities.TryGetValue(key, out Stored? stored) ? ToStored(key, stored) : null)];
        }
    }

    public SourceClaim Claim(string monitor, string source)
    {
        lock (_gate)
        {
            Lost.Remove(source);
            long epoch = _epochs[source] = _epochs.GetValueOrDefault(source) + 1;
            return new SourceClaim(epoch, _positions.TryGetValue(source, out long position) ? position : null);
        }
    }

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes)
    {
        lock (_gate)
        {
            long bytes = 0;
            return [.. _records.Where(r => r.Sink == sink).Select(r => r.Records).TakeWhile((r, i) => (bytes += r.Records.Length) <= maxBytes || i == 0)];
        }
    }

    public void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences)
    {
        lock (_gate)
        {
            _records.RemoveAll(r => r.Sink == sink && sequences.Contains(r.Records.Sequence));
        }
    }

    public CommitOutcome Commit(IReadOnlyList<Poll> polls)
    {
        BeforeCommit?.Invoke();
        lock (_gate)
        {
            var lost = new List<LostSource>();
            foreach (Poll poll in polls)
            {
                if (Lost.Contains(poll.Source))
                {
                    lost.Add(new LostSource(poll.Plans.Definition.Name, poll.Source));
                    continue;
                }

                Apply(poll);
            }

            Commits.Add([.. polls.Select(p => p.Batch.EndPosition)]);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return lost.Count == 0 ? CommitOutcome.Complete : new CommitOutcome([.. lost.Distinct()]);
        }
    }

    /// <summary>Completes once this many commits were made.</summary>
    public async Task CommittedAsync(int commits)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (Commits.Count >= commits)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public StoredMonitor? Load(string monitor)
    {
        if (_positions.Count == 0)
        {
            return null;
        }

        return new StoredMonitor(
            _progress, new Dictionary<string, long>(_positions), [.. _plans.Values], _entities.Select(e => ToStored(e.Key, e.Value)))
        {
            Former = [.. _former],
        };
    }

    public void AddRecords(RecordBuffer records)
    {
        lock (_gate)
        {
            _records.Add((records.Sink, new StoredRecords(_nextRecords++, records.Bytes.ToArray())));
        }
    }

    public void AddAlert(Alert alert)
    {
        lock (_gate)
        {
            _alerts.Add(alert);
        }
    }

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max)
    {
        lock (_gate)
        {
            return [.. _alerts.Where(a => !_published.Contains(a.Id)).Take(max)];
        }
    }

    public IReadOnlyDictionary<string, long> CountOutbox() => new Dictionary<string, long>();

    public IReadOnlyList<StoredAlert> ReadAlerts(long after, int max)
    {
        lock (_gate)
        {
            return [.. _alerts.Select((a, i) => new StoredAlert(i + 1, a)).Where(a => a.Sequence > after && !Unseen.Contains(a.Sequence)).Take(max)];
        }
    }

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        lock (_gate)
        {
            _published.AddRange(alertIds);
        }
    }

    public void Dispose()
    {
    }

    private static StoredEntity ToStored(string key, Stored stored) => new(
        key,
        stored.State,
        [.. stored.Pages.Select(p => new StoredPage(p.Key, p.Value.Excluded, p.Value.Rows))],
        stored.Model);

    private void Apply(Poll poll)
    {
        foreach (RecordBuffer records in poll.Records.Where(r => r.Count > 0))
        {
            AddRecords(records);
        }

        StoredPlan? before = _plans.GetValueOrDefault(poll.Plan.Schema);
        if (before is not null && before.Compatibility != poll.Plan.Compatibility)
        {
            _former.Add(before);
            before = null;
        }

        _plans[poll.Plan.Schema] = new StoredPlan(
            before?.Id ?? _plans.Count, poll.Plan.Schema, poll.Plan.Compatibility, poll.CohortPromotion?.Model ?? before?.Cohort)
        {
            Definition = KeepsDefinitions ? MonitorFile.ToYaml(poll.Plan.Definition) : null,
            Origin = before?.Origin ?? poll.Origin,
        };
        _positions[poll.Source] = poll.Batch.EndPosition;
        _progress = poll.Progress;
        foreach (ShardPart part in poll.Parts)
        {
            StateBuffer.Reader reader = part.States.GetReader();
            while (reader.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
            {
                string key = poll.Plans.Directory.KeyOf(entity);
                if (!_entities.TryGetValue(key, out Stored? stored))
                {
                    _entities.Add(key, stored = new Stored());
                }

                stored.State = state.ToArray();
                for (int i = 0; i < pages; i++)
                {
                    reader.ReadPage(out int number, out ushort excluded, out ReadOnlyMemory<byte> rows);
                    stored.Pages[number] = (excluded, rows.ToArray());
                }
            }

            foreach (ModelPromotion promotion in part.Promotions)
            {
                _entities[poll.Plans.Directory.KeyOf(promotion.Entity)].Model = promotion.Model;
            }

            _alerts.AddRange(part.Alerts);
        }
    }

    private sealed class Stored
    {
        public byte[] State { get; set; } = [];

        public Dictionary<int, (ushort Excluded, byte[] Rows)> Pages { get; } = [];

        public EntityModel? Model { get; set; }
    }
}
