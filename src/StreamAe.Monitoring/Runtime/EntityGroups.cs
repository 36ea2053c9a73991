namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// The rows of a poll by entity: the entities in the order they came, each with a linked list of the places of its rows. Allocates nothing
/// once it has seen a poll of its size. For one thread.
/// </summary>
internal sealed class EntityGroups
{
    public const int None = -1;

    private Group[] _groups = [];

    // By place.
    private int[] _next = [];

    // By entity; none between two polls.
    private int[] _groupOf = [];

    /// <summary>Entities.</summary>
    public int Count { get; private set; }

    public ref readonly Group this[int g] => ref _groups[g];

    /// <summary>The place behind one among those of its entity; none behind the last.</summary>
    public int Next(int place) => _next[place];

    /// <param name="entityOf">[poll's rows]</param>
    /// <param name="rows">The rows to group; a row's index here is its place.</param>
    /// <param name="entities">Every entity's number lies below.</param>
    public void Take(ReadOnlySpan<int> entityOf, ReadOnlySpan<int> rows, int entities)
    {
        int known = _groupOf.Length;
        if (known < entities)
        {
            Array.Resize(ref _groupOf, Math.Max(entities, known * 2));
            _groupOf.AsSpan(known).Fill(None);
        }

        if (_next.Length < rows.Length)
        {
            _next = new int[Math.Max(rows.Length, 2 * _next.Length)];
        }

        for (int place = 0; place < rows.Length; place++)
        {
            int entity = entityOf[rows[place]];
            _next[place] = None;
            int g = _groupOf[entity];
            if (g == None)
            {
                Add(entity, place);
            }
            else
            {
                ref Group group = ref _groups[g];
                _next[group.Last] = place;
                group.Last = place;
                group.Rows++;
            }
        }
    }

    /// <summary>The entity has a group, be it without rows.</summary>
    public void Ensure(int entity)
    {
        if (_groupOf[entity] == None)
        {
            Add(entity, None);
        }
    }

    public void Clear()
    {
        for (int g = 0; g < Count; g++)
        {
            _groupOf[_groups[g].Entity] = None;
        }

        Count = 0;
    }

    private void Add(int entity, int place)
    {
        if (Count == _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(256, 2 * Count));
        }

        _groups[Count] = new Group { Entity = entity, First = place, Last = place, Rows = place == None ? 0 : 1 };
        _groupOf[entity] = Count++;
    }

    /// <summary>An entity with its rows of a poll; first and last place are none where it has no rows.</summary>
    public struct Group
    {
        public int Entity;
        public int First;
        public int Last;
        public int Rows;
    }
}
