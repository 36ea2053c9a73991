using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Which entities are in memory, as the dispatcher sees it: it orders the loads and the departures, and the shards carry them out in the
/// order of the polls. An entity may leave once everything that was dispatched of it is durable; who goes is found by a clock (Corbató 1968):
/// a hand passes over the entities and takes those that had no event since it came by before, which is nearly the least recently used
/// at the cost of one byte an entity. Used by one thread at a time.
/// </summary>
internal sealed class EntityResidency
{
    private const byte Absent = 0;
    private const byte Idle = 1;
    private const byte Used = 2;

    // By entity.
    private byte[] _presence = new byte[64];
    private long[] _lastPoll = new long[64];
    private int[] _sources = new int[64];

    private readonly Dictionary<string, int> _sourceNumbers = new(StringComparer.Ordinal);
    private int _known;
    private int _hand;

    /// <summary>Entities in memory.</summary>
    public int Count { get; private set; }

    public bool Has(int entity) => entity < _known && _presence[entity] != Absent;

    /// <summary>Marks an entity that was put into memory otherwise than by a poll.</summary>
    public void Add(int entity)
    {
        Grow(entity + 1);
        if (_presence[entity] == Absent)
        {
            Count++;
        }

        _presence[entity] = Used;
    }

    /// <summary>
    /// Takes note of the rows of a poll that is about to be dispatched; appends each of its entities that is not in memory to
    /// <paramref name="absent"/>, once, and counts it as present from now on.
    /// </summary>
    public void Enter(ObservationBatch batch, string source, long poll, List<int> absent)
    {
        int number = NumberOf(source);
        foreach (int entity in batch.Entities)
        {
            if (entity >= _known)
            {
                Grow(entity + 1);
            }

            if (_presence[entity] == Absent)
            {
                absent.Add(entity);
                Count++;
            }

            _presence[entity] = Used;
            _lastPoll[entity] = poll;
            _sources[entity] = number;
        }
    }

    /// <summary>A shard kept an entity that was to leave.</summary>
    public void Keep(int entity, long poll)
    {
        Add(entity);
        _lastPoll[entity] = Math.Max(_lastPoll[entity], poll);
    }

    /// <summary>
    /// Appends up to <paramref name="wanted"/> entities that shall leave to <paramref name="leaving"/> and counts them as absent from now on.
    /// </summary>
    /// <param name="durable">Everything up to this poll is durable: who has a later one stays.</param>
    public void Choose(int wanted, long durable, List<int> leaving)
    {
        // Two rounds: the first may only find everybody used.
        for (int steps = 2 * _known; steps > 0 && wanted > 0; steps--)
        {
            int entity = _hand;
            _hand = _hand + 1 >= _known ? 0 : _hand + 1;
            ref byte presence = ref _presence[entity];
            if (presence == Used)
            {
                presence = Idle;
            }
            else if (presence == Idle && _lastPoll[entity] <= durable)
            {
                presence = Absent;
                Count--;
                wanted--;
                leaving.Add(entity);
            }
        }
    }

    /// <summary>Every entity in memory whose last row came from a source; they count as absent from now on.</summary>
    public List<int> RemoveAllOf(string source)
    {
        var removed = new List<int>();
        if (!_sourceNumbers.TryGetValue(source, out int number))
        {
            return removed;
        }

        for (int entity = 0; entity < _known; entity++)
        {
            if (_presence[entity] != Absent && _sources[entity] == number)
            {
                _presence[entity] = Absent;
                Count--;
                removed.Add(entity);
            }
        }

        return removed;
    }

    /// <summary>From 1: 0 is no source, of entities that were restored at the start and had no row since.</summary>
    private int NumberOf(string source)
    {
        if (!_sourceNumbers.TryGetValue(source, out int number))
        {
            _sourceNumbers.Add(source, number = _sourceNumbers.Count + 1);
        }

        return number;
    }

    private void Grow(int entities)
    {
        if (entities > _presence.Length)
        {
            int size = Math.Max(entities, 2 * _presence.Length);
            Array.Resize(ref _presence, size);
            Array.Resize(ref _lastPoll, size);
            Array.Resize(ref _sources, size);
        }

        _known = Math.Max(_known, entities);
    }
}
