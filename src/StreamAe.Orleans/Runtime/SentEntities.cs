using StreamAe.Orleans.Grains;

namespace StreamAe.Orleans.Runtime;

/// <summary>
/// Which rows each entity was sent last, by its number in the monitor's directory. Rows are numbered so that those of a later poll follow: a
/// poll sends an entity rows once, or some times more where the cohort's model is trained within it. Written by the dispatcher alone.
/// </summary>
internal sealed class SentEntities
{
    /// <summary>Times a poll may send an entity rows: more often than the cohort's model is ever trained.</summary>
    private const long Times = 16;

    private long[] _last = [];
    private int[] _sources = [];
    private Task?[] _calls = [];
    private volatile IEntityGrain?[] _grains = [];
    private readonly Dictionary<string, int> _sourceNumbers = new(StringComparer.Ordinal);

    /// <summary>The poll that a number of rows is of.</summary>
    public static long PollOf(long rows) => rows / Times;

    public void Grow(int entities)
    {
        if (entities > _last.Length)
        {
            int size = Math.Max(entities, 2 * _last.Length);
            Array.Resize(ref _last, size);
            Array.Resize(ref _sources, size);
            Array.Resize(ref _calls, size);
            IEntityGrain?[] grains = _grains;
            Array.Resize(ref grains, size);
            _grains = grains;
        }
    }

    /// <summary>The number of the entity's last rows, 0 where there were none, and of those that are sent now.</summary>
    public (long Previous, long Number) Next(int entity, long poll, string source)
    {
        long previous = _last[entity];
        long number = Math.Max(poll * Times, previous + 1);
        _last[entity] = number;
        _sources[entity] = NumberOf(source);
        return (previous, number);
    }

    /// <summary>The entity's last call, which never fails.</summary>
    public Task CallOf(int entity) => _calls[entity] ?? Task.CompletedTask;

    public void SetCall(int entity, Task call) => _calls[entity] = call.IsCompleted ? null : call;

    /// <summary>The number of the entity's last rows.</summary>
    public long LastOf(int entity) => _last[entity];

    /// <summary>Entities that were sent rows of polls after this one.</summary>
    public List<int> After(long poll)
    {
        var found = new List<int>();
        for (int entity = 0; entity < _last.Length; entity++)
        {
            if (_last[entity] > 0 && PollOf(_last[entity]) > poll)
            {
                found.Add(entity);
            }
        }

        return found;
    }

    /// <summary>Every entity whose last rows came from a source; nothing is known of them from now on.</summary>
    public List<int> RemoveAllOf(string source)
    {
        var removed = new List<int>();
        int number = NumberOf(source);
        for (int entity = 0; entity < _last.Length; entity++)
        {
            if (_last[entity] > 0 && _sources[entity] == number)
            {
                _last[entity] = 0;
                removed.Add(entity);
            }
        }

        return removed;
    }

    /// <summary>Thread-safe.</summary>
    public IEntityGrain? GrainOf(int entity)
    {
        IEntityGrain?[] grains = _grains;
        return entity < grains.Length ? grains[entity] : null;
    }

    /// <summary>Thread-safe: one that gets lost beside a growth is made again.</summary>
    public IEntityGrain SetGrain(int entity, IEntityGrain grain)
    {
        IEntityGrain?[] grains = _grains;
        if (entity < grains.Length)
        {
            grains[entity] = grain;
        }

        return grain;
    }

    private int NumberOf(string source)
    {
        if (!_sourceNumbers.TryGetValue(source, out int number))
        {
            _sourceNumbers.Add(source, number = _sourceNumbers.Count + 1);
        }

        return number;
    }
}
