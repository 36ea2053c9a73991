namespace StreamAe.Monitoring.Observations;

/// <summary>
/// Gives every entity key of one monitor a dense number, so that the hot path indexes arrays instead of hashing strings.
/// Numbers are handed out in order of first sight and never change while the process lives; nothing durable depends on them.
/// Safe for concurrent use.
/// </summary>
public sealed class EntityDirectory
{
    /// <summary>Longest accepted entity key, in UTF-16 units; a longer one is a bad record, not an entity.</summary>
    public const int MaxKeyLength = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private volatile string[] _keys = new string[16];
    private volatile int _count;

    public EntityDirectory() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Number of entities seen so far; ids are <c>0 … Count−1</c>.</summary>
    public int Count => _count;

    public string KeyOf(int entity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entity, (uint)_count, nameof(entity));
        return _keys[entity];
    }

    /// <summary>The number of <paramref name="key"/>, given now if it is new. Allocates only for a new key.</summary>
    public int GetOrAdd(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty || key.Length > MaxKeyLength)
        {
            throw new ArgumentException($"An entity key has 1 to {MaxKeyLength} characters; this one has {key.Length}.", nameof(key));
        }

        lock (_gate)
        {
            if (_lookup.TryGetValue(key, out int id))
            {
                return id;
            }

            id = _count;
            string[] keys = _keys;
            if (id == keys.Length)
            {
                Array.Resize(ref keys, keys.Length * 2);
                _keys = keys;
            }

            keys[id] = key.ToString();
            _ids.Add(keys[id], id);
            _count = id + 1;
            return id;
        }
    }

    public bool TryGet(ReadOnlySpan<char> key, out int entity)
    {
        lock (_gate)
        {
            return _lookup.TryGetValue(key, out entity);
        }
    }
}
