using System.Diagnostics;
using StreamAe.Orleans.Grains;

namespace StreamAe.Orleans.Runtime;

/// <summary>
/// In which poll each entity was sent rows last, by its number in the monitor's directory. A poll sends an entity rows once, so what an entity
/// took in is all of some polls and nothing of the others. Written by the dispatcher alone.
/// </summary>
internal sealed class SentEntities
{
    private long[] _last = [];
    private int[] _sources = [];
    private Task?[] _calls = [];
    private volatile IEntityGrain?[] _grains = [];
    private readonly Dictionary<string, int> _sourceNumbers = new(StringComparer.Ordinal);

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

    /// <summary>The entity is sent rows of a poll.</summary>
    /// <returns>The poll of its last rows before, 0 where there were none.</returns>
    public long Next(int entity, long poll, string source)
    {
        long previous = _last[entity];
        Debug.Assert(previous < poll, "A poll sends an entity its rows at once.");
        _last[entity] = poll;
        _sources[entity] = NumberOf(source);
        return previous;
    }

    /// <summary>The entity's last call, which never fails.</summary>
    public Task CallOf(int entity) => _calls[entity] ?? Task.CompletedTask;

    public void SetCall(int entity, Task call) => _calls[entity] = call.IsCompleted ? null : call;

    /// <summary>The poll of the entity's last rows.</summary>
    public long LastOf(int entity) => _last[entity];

    /// <summary>Entities that were sent rows of polls after this one.</summary>
    public List<int> After(long poll)
    {
        var found = new List<int>();
        for (int entity = 0; entity < _last.Length; entity++)
        {
            if (_last[entity] > poll && _last[entity] > 0)
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
