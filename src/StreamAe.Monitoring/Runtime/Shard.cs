using System.Collections.Concurrent;
using System.Threading.Channels;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Vectors;
using Channel = System.Threading.Channels.Channel;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One loop that owns a share of the entities: groups a poll's rows by entity, prepares them, scores them in a few large calls, judges
/// them in order. Single-threaded, so no event takes a lock.
/// </summary>
internal sealed class Shard
{
    private const int None = -1;

    private readonly LocalRuntime _runtime;
    private readonly int _index;
    private readonly Channel<Poll> _work = Channel.CreateUnbounded<Poll>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentQueue<FinishedTraining> _finished = new();
    private readonly ScoringChunk _chunk;
    private EntityMonitor?[] _entities = new EntityMonitor?[64];

    // Rows of a poll as one linked list an entity: heads and tails by entity, links by row.
    private int[] _heads = [];
    private int[] _tails = [];
    private int[] _next = [];
    private readonly List<int> _touched = [];

    // Touched entities whose states were written out in this poll: the first so many.
    private int _captured;

    public Shard(LocalRuntime runtime, int index)
    {
        _runtime = runtime;
        _index = index;
        _chunk = new ScoringChunk(runtime.Options.ScoreBatchRows);
    }

    public void Post(Poll poll) => _work.Writer.TryWrite(poll);

    public void Complete() => _work.Writer.TryComplete();

    /// <summary>Called by a training worker.</summary>
    public void PostFinished(FinishedTraining finished) => _finished.Enqueue(finished);

    /// <summary>The shard's entities. Only while the shard is idle.</summary>
    public IEnumerable<EntityMonitor> Entities => _entities.OfType<EntityMonitor>();

    public EntityMonitor? Find(int entity) => entity < _entities.Length ? _entities[entity] : null;

    /// <summary>Takes an entity out of memory.</summary>
    public void Remove(int entity)
    {
        if (Find(entity) is EntityMonitor monitor)
        {
            _entities[entity] = null;
            monitor.Leave();
        }
    }

    public void Put(int entity, EntityMonitor monitor)
    {
        if (entity >= _entities.Length)
        {
            Array.Resize(ref _entities, Math.Max(entity + 1, _entities.Length * 2));
        }

        _entities[entity] = monitor;
    }

    public async Task RunAsync()
    {
        await foreach (Poll poll in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Process(poll);
                poll.CompletePart();
            }
#pragma warning disable CA1031 // A fault of ours stops the runtime loudly, with the poll unconfirmed: it will be read again.
            catch (Exception error)
            {
                poll.Fail(error);
            }
#pragma warning restore CA1031
        }
    }

    private void Process(Poll poll)
    {
        ShardPart part = poll.Parts[_index];
        MoveEntities(part, poll);
        GroupByEntity(poll, part);
        ApplyFinishedTrainings(part, poll.Number);
        _chunk.Begin(poll, part, _runtime.Options.ExplainAll);
        _captured = 0;
        for (int i = 0; i < _touched.Count; i++)
        {
            Prefetch(poll, i);
            int entity = _touched[i];
            int row = entity < _heads.Length ? _heads[entity] : None;
            if (row != None)
            {
                ProcessEntity(poll, part, entity, row, i);
                _heads[entity] = None;
            }
        }

        Flush(part, _touched.Count);
        _touched.Clear();
    }

    /// <summary>Takes out who leaves and puts in who comes, as the dispatcher ordered. Who is here already stays as it is: it is newer.</summary>
    private void MoveEntities(ShardPart part, Poll poll)
    {
        foreach (int entity in part.Leaving)
        {
            EntityMonitor? monitor = Find(entity);

            // A training changes an entity between its rows: what it changed must be durable too.
            if (monitor is not null && (monitor.IsTraining || monitor.ChangedIn > _runtime.DurablePoll))
            {
                _runtime.Keep(entity, poll.Number);
            }
            else
            {
                Remove(entity);
            }
        }

        foreach ((int entity, EntityMonitor? monitor) in part.Arriving)
        {
            if (monitor is not null && Find(entity) is null)
            {
                Put(entity, monitor);
            }
            else
            {
                monitor?.Leave();
            }
        }

        part.Leaving.Clear();
        part.Arriving.Clear();
    }

    /// <summary>
    /// The memory of entities that come soon, in the steps of <see cref="EntityMonitor.Prefetch"/>, and of their first rows, which lie in
    /// the cache of the processor that read them.
    /// </summary>
    private void Prefetch(Poll poll, int i)
    {
        const int Ahead = 4;
        int last = _touched.Count - 1;
        int far = _touched[Math.Min(i + (3 * Ahead), last)];
        CachePrefetch.Object(Find(far), EntityMonitor.CacheLines);
        if (far < _heads.Length && _heads[far] is int row and not None)
        {
            poll.Prefetch(row);
        }

        Find(_touched[Math.Min(i + (2 * Ahead), last)])?.Prefetch(0);
        Find(_touched[Math.Min(i + Ahead, last)])?.Prefetch(1);
    }

    /// <summary>
    /// Scores and judges what was prepared. The first <paramref name="done"/> touched entities have all their rows judged then: their states
    /// are written out now, while they are near.
    /// </summary>
    private void Flush(ShardPart part, int done)
    {
        _chunk.Flush(_runtime.Scorer);
        if (_runtime.NeedsState)
        {
            for (; _captured < done; _captured++)
            {
                int entity = _touched[_captured];
                part.States.Add(entity, _entities[entity]!);
            }
        }
    }

    private void ProcessEntity(Poll poll, ShardPart part, int entity, int firstRow, int touchedBefore)
    {
        EntityMonitor? monitor = Find(entity);
        if (monitor is null)
        {
            monitor = new EntityMonitor(poll.Plan, poll.Plans.Directory.KeyOf(entity));
            Put(entity, monitor);
        }

        ReadOnlySpan<long> times = poll.Batch.EventTimes;
        bool fits = ReferenceEquals(monitor.Plan, poll.Plan);
        for (int row = firstRow; row != None; row = _next[row])
        {
            ref Verdict verdict = ref poll.VerdictOf(row);
            verdict.Entity = entity;
            verdict.Position = poll.Batch.Positions[row];
            if (!fits)
            {
                _runtime.Refuse(poll, row, DeadLetterReason.SchemaChanged, $"entity {monitor.Key} was seen with the channels {monitor.Plan.Schema}");
                verdict = Refused(verdict, monitor, times[row]);
                continue;
            }

            if (_runtime.TrainsNow && monitor.IsTrainingDue(times[row]))
            {
                Flush(part, touchedBefore);
                Train(monitor, entity, part);
            }

            PrepareStatus status = _chunk.Prepare(monitor, row, times[row], poll.Batch.ValuesOf(row));
            if (status is PrepareStatus.Late or PrepareStatus.RepeatedTime)
            {
                RefuseTime(poll, row, monitor, status);
            }

            if (_chunk.IsFull)
            {
                Flush(part, touchedBefore);
            }
        }
    }

    private void RefuseTime(Poll poll, int row, EntityMonitor monitor, PrepareStatus status)
    {
        (DeadLetterReason reason, string rule) = status == PrepareStatus.Late
            ? (DeadLetterReason.Late, "lies before")
            : (DeadLetterReason.RepeatedTime, "repeats");
        _runtime.Refuse(
            poll, row, reason, $"event time {EventTime.FormatSeconds(poll.Batch.EventTimes[row])} {rule} the last one of entity {monitor.Key}");
    }

    private static Verdict Refused(in Verdict verdict, EntityMonitor monitor, long eventTime) => new()
    {
        Entity = verdict.Entity,
        Position = verdict.Position,
        EventTime = eventTime,
        Sequence = monitor.Observations,
        Flags = VerdictFlags.Rejected,
        Top = TopFeatures.None,
        Surprise = float.NaN,
        Score = float.NaN,
        Threshold = float.NaN,
        ReconstructionError = float.NaN,
        KlDivergence = float.NaN,
    };

    private void Train(EntityMonitor monitor, int entity, ShardPart part)
    {
        TrainingRequest request = monitor.BeginTraining();
        if (_runtime.Options.Training == TrainingMode.Inline)
        {
            Finish(new FinishedTraining(entity, monitor, TrainingWorker.Run(request, _runtime.Scorer)), part);
        }
        else
        {
            _runtime.Trainer.Enqueue(new PendingTraining(this, entity, monitor, request));
        }
    }

    private void ApplyFinishedTrainings(ShardPart part, long poll)
    {
        while (_finished.TryDequeue(out FinishedTraining? finished))
        {
            if (!ReferenceEquals(Find(finished.Entity), finished.Monitor))
            {
                continue; // Its source went to another owner meanwhile: what was trained belongs to a past that did not happen.
            }

            Finish(finished, part);
            finished.Monitor.ChangedIn = poll;
            if (!_touched.Contains(finished.Entity))
            {
                // Its state changed though it has no row in this poll.
                _touched.Add(finished.Entity);
            }
        }
    }

    private static void Finish(FinishedTraining finished, ShardPart part)
    {
        finished.Monitor.CompleteTraining(finished.Result);
        part.Trainings.Add(new TrainingEvent(finished.Monitor.Key, finished.Result));
        if (finished.Result.Model is not null)
        {
            part.Promotions.Add(new ModelPromotion(finished.Entity, finished.Result.Model, finished.Monitor.Observations));
        }
    }

    private void GroupByEntity(Poll poll, ShardPart part)
    {
        int entities = poll.Plans.Directory.Count;
        if (_heads.Length < entities)
        {
            int size = Math.Max(entities, _heads.Length * 2);
            int old = _heads.Length;
            Array.Resize(ref _heads, size);
            Array.Resize(ref _tails, size);
            _heads.AsSpan(old).Fill(None);
        }

        if (_next.Length < poll.Batch.Count)
        {
            _next = new int[Math.Max(poll.Batch.Count, 2 * _next.Length)];
        }

        ReadOnlySpan<int> entityOf = poll.Batch.Entities;
        foreach (int row in part.Rows.AsSpan(0, part.RowCount))
        {
            int entity = entityOf[row];
            _next[row] = None;
            if (_heads[entity] == None)
            {
                _heads[entity] = row;
                _touched.Add(entity);
            }
            else
            {
                _next[_tails[entity]] = row;
            }

            _tails[entity] = row;
        }
    }

    /// <summary>Rows on their way through prepare → score → judge, in buffers that are reused.</summary>
    private sealed class ScoringChunk(int capacity)
    {
        private readonly EntityMonitor[] _monitors = new EntityMonitor[capacity];
        private readonly PreparedRow[] _prepared = new PreparedRow[capacity];
        private readonly int[] _rows = new int[capacity];
        private readonly int[] _slots = new int[capacity];
        private readonly float[] _errors = new float[capacity];
        private readonly float[] _divergences = new float[capacity];
        private float[] _encoded = [];
        private float[] _matrix = [];
        private float[] _reconstructions = [];

        // Null where the monitor scores otherwise.
        private ProbabilityScores? _probabilities;
        private Poll _poll = null!;
        private ShardPart _part = null!;
        private MonitorPlan _plan = null!;
        private bool _explainAll;
        private int _count;
        private int _scoreCount;

        public bool IsFull => _count == capacity;

        public void Begin(Poll poll, ShardPart part, bool explainAll)
        {
            _poll = poll;
            _part = part;
            _plan = poll.Plan;
            _explainAll = explainAll;
            Ensure(ref _encoded, capacity * _plan.Encoder.Count);
            Ensure(ref _matrix, capacity * _plan.Architecture.RowStride);
            Ensure(ref _reconstructions, capacity * _plan.Architecture.RowStride);
            if (_probabilities?.Plan != _plan)
            {
                _probabilities = ProbabilityScores.AreNeededBy(_plan) ? new ProbabilityScores(_plan, capacity) : null;
            }
        }

        public PrepareStatus Prepare(EntityMonitor monitor, int row, long eventTime, ReadOnlySpan<float> values)
        {
            int features = _plan.Encoder.Count;
            int stride = _plan.Architecture.RowStride;
            ref PreparedRow prepared = ref _prepared[_count];
            Span<float> encoded = _encoded.AsSpan(_count * features, features);
            Span<float> scaled = _matrix.AsSpan(_scoreCount * stride, stride);
            prepared = monitor.Prepare(eventTime, values, encoded, scaled);
            _monitors[_count] = monitor;
            _rows[_count] = row;
            _count++;
            if (prepared.Status == PrepareStatus.Ready)
            {
                int slot = prepared.Model!.Slot;
                _probabilities?.Set(
                    _scoreCount, ProbabilityScores.NumberOf(monitor.Key, prepared.Sequence), _plan.Arena, slot, scaled, encoded);
                _slots[_scoreCount++] = slot;
            }

            return prepared.Status;
        }

        public void Flush(IScorer scorer)
        {
            if (_count == 0)
            {
                return;
            }

            int features = _plan.Encoder.Count;
            int stride = _plan.Architecture.RowStride;
            if (_scoreCount > 0)
            {
                scorer.Score(
                    _plan.Arena,
                    new ScoreBatch(
                        _slots.AsSpan(0, _scoreCount), _matrix.AsSpan(0, _scoreCount * stride), _reconstructions, _errors, _divergences));
                _probabilities?.Score(_plan.Arena, _slots.AsSpan(0, _scoreCount), _matrix.AsSpan(0, _scoreCount * stride));
            }

            int scored = 0;
            for (int i = 0; i < _count; i++)
            {
                ref PreparedRow prepared = ref _prepared[i];
                ref Verdict verdict = ref _poll.VerdictOf(_rows[i]);
                Alert? alert;
                if (prepared.Status == PrepareStatus.Ready)
                {
                    var row = new ScoredRow(
                        _encoded.AsSpan(i * features, features),
                        _matrix.AsSpan(scored * stride, stride),
                        _reconstructions.AsSpan(scored * stride, stride),
                        _errors[scored],
                        _divergences[scored],
                        _probabilities is null ? 0 : _probabilities.Scores[scored]);
                    alert = _monitors[i].Judge(prepared, row, _explainAll, ref verdict);
                    scored++;
                }
                else
                {
                    alert = _monitors[i].JudgeUnscored(prepared, ref verdict);
                }

                if (alert is not null)
                {
                    _part.Alerts.Add(alert);
                }
            }

            _count = _scoreCount = 0;
        }

        private static void Ensure(ref float[] buffer, int floats)
        {
            if (buffer.Length < floats)
            {
                buffer = new float[floats];
            }
        }
    }
}
