using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Rows of entities of a monitor that was edited, which their predecessors judge: a chunk for each plan these are of. Empty, and nearly free,
/// where no monitor was edited lately.
/// </summary>
/// <param name="capacity">Of a chunk.</param>
internal sealed class FormerChunks(int capacity)
{
    private readonly Dictionary<MonitorPlan, ScoringChunk> _chunks = [];
    private readonly List<ScoringChunk> _begun = [];
    private Poll _poll = null!;

    // Rows in the chunks: who learns them, and where their verdicts will be.
    private readonly List<(EntityMonitor Entity, int Verdict)> _rows = [];

    // Entities whose last row of the poll is in a chunk.
    private readonly List<(int Number, EntityMonitor Entity)> _ended = [];

    /// <summary>One of them is full.</summary>
    public bool AreFull => _begun.Any(chunk => chunk.IsFull);

    /// <summary>A poll begins; what was there of another was flushed.</summary>
    public void Begin(Poll poll)
    {
        _poll = poll;
        _begun.Clear();
    }

    /// <summary>Has an entity's predecessor prepare a row, and the entity learn it.</summary>
    public PrepareStatus Prepare(
        ShardPart part, bool explainAll, EntityMonitor entity, int number, int row, int place, bool isLast, long eventTime, ReadOnlySpan<float> values)
    {
        EntityMonitor former = entity.Predecessor!;
        PrepareStatus status = Of(part, former.Plan, explainAll)
            .Prepare(former, number, row, place, isLast: false, eventTime, entity.FormerValuesOf(values));
        if (status is not (PrepareStatus.Late or PrepareStatus.RepeatedTime))
        {
            entity.Learn(eventTime, values);
        }

        _rows.Add((entity, part.FirstPlace + place));
        if (isLast)
        {
            _ended.Add((number, entity));
        }

        return status;
    }

    /// <summary>Scores and judges what was prepared, and writes out whose last row that was: the entity holds its predecessor.</summary>
    /// <param name="states">Null where nobody needs them.</param>
    public void Flush(IScorer scorer, StateBuffer? states)
    {
        foreach (ScoringChunk chunk in _begun)
        {
            chunk.Flush(scorer, states: null);
        }

        foreach ((EntityMonitor entity, int verdict) in _rows)
        {
            entity.Learn(_poll.VerdictAt(verdict));
        }

        _rows.Clear();
        foreach ((int number, EntityMonitor entity) in _ended)
        {
            states?.Add(number, entity);
        }

        _ended.Clear();
    }

    private ScoringChunk Of(ShardPart part, MonitorPlan plan, bool explainAll)
    {
        if (!_chunks.TryGetValue(plan, out ScoringChunk? chunk))
        {
            _chunks.Add(plan, chunk = new ScoringChunk(capacity));
        }

        if (!_begun.Contains(chunk))
        {
            chunk.Begin(_poll, part, plan, explainAll);
            _begun.Add(chunk);
        }

        return chunk;
    }
}
