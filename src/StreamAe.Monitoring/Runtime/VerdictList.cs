using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Runtime;

/// <summary>The verdicts of a poll in the order of its rows, wherever they lie.</summary>
public readonly ref struct VerdictList(ReadOnlySpan<Verdict> verdicts, ReadOnlySpan<int> places)
{
    private readonly ReadOnlySpan<Verdict> _verdicts = verdicts;
    private readonly ReadOnlySpan<int> _places = places;

    public int Count => _places.Length;

    public ref readonly Verdict this[int row] => ref _verdicts[_places[row]];

    public Verdict[] ToArray()
    {
        var copy = new Verdict[Count];
        for (int row = 0; row < copy.Length; row++)
        {
            copy[row] = this[row];
        }

        return copy;
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the rows.</summary>
    public ref struct Enumerator(VerdictList list)
    {
        private readonly VerdictList _list = list;
        private int _row = -1;

        public readonly ref readonly Verdict Current => ref _list[_row];

        public bool MoveNext() => ++_row < _list.Count;
    }
}
