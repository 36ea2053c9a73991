using System.Text;

namespace StreamAe.Kafka.Decoding.Json;

/// <summary>
/// A place in a JSON document that paths lead to or through. Names are found without a search where the fields come in the order of the
/// document before, else by a hash table; a decoder's own, since the order is remembered.
/// </summary>
internal sealed class JsonPathNode
{
    private readonly List<JsonPathNode> _children = [];
    private readonly Dictionary<int, JsonPathNode> _elements = [];
    private byte[] _quoted = []; // the name and the quote that ends it
    private int[] _followers = []; // [1 + child]: the child that came after it; [0]: the one that came first
    private int[] _table = []; // 1 + child, 0 for none; at most half full
    private int _longest;

    private JsonPathNode(string path) => Path = path;

    /// <summary>As a detail shows it; empty for the document.</summary>
    public string Path { get; }

    /// <summary>What is found here is put there; mostly none or one.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>The document it was found in last.</summary>
    public long Document { get; set; }

    private ReadOnlySpan<byte> Name => _quoted.AsSpan(0, _quoted.Length - 1);

    /// <summary>The document, or null where a path is none; the problems then say which.</summary>
    public static JsonPathNode? Compile(RecordLayout layout, List<FormatProblem> problems)
    {
        var root = new JsonPathNode("");
        bool good = true;
        foreach (RecordField field in layout.Fields)
        {
            if (RecordPath.Parse(field.Path) is not { } path)
            {
                // A label field that nobody asked for does not matter.
                good &= field.IsOptional;
                if (!field.IsOptional)
                {
                    problems.Add(new FormatProblem(
                        field.Key, field.Path, $"must be {RecordPath.Rule}", "put a backslash before a '.', '[' or '\\' that belongs to a name"));
                }

                continue;
            }

            JsonPathNode node = root;
            foreach (PathSegment segment in path.Segments)
            {
                node = node.Add(segment);
            }

            node.Slots = [.. node.Slots, field.Slot];
        }

        root.Seal();
        return good ? root : null;
    }

    /// <summary>The element at <paramref name="index"/> of the array that stands here, where a path leads there.</summary>
    public JsonPathNode? ElementAt(int index) => _elements.Count == 0 ? null : _elements.GetValueOrDefault(index);

    /// <summary>
    /// The child that is probably next, if <paramref name="text"/> (behind a quote) begins with its name; else −1. A child's number is good
    /// for <see cref="Child"/>.
    /// </summary>
    public int Guess(int before, ReadOnlySpan<byte> text)
    {
        int guess = _followers.Length == 0 ? -1 : _followers[before + 1];
        return guess >= 0 && text.StartsWith(_children[guess]._quoted) ? guess : -1;
    }

    /// <summary>The child of the name, or −1; it is the next guess after <paramref name="before"/>.</summary>
    public int Find(int before, ReadOnlySpan<byte> name)
    {
        if (name.Length > _longest || _table.Length == 0)
        {
            return -1;
        }

        for (int at = HashOf(name) & (_table.Length - 1); _table[at] != 0; at = (at + 1) & (_table.Length - 1))
        {
            int child = _table[at] - 1;
            if (_children[child].Name.SequenceEqual(name))
            {
                _followers[before + 1] = child;
                return child;
            }
        }

        return -1;
    }

    public JsonPathNode Child(int number) => _children[number];

    /// <summary>Length of <see cref="Child"/>'s name with the quote that ends it.</summary>
    public int QuotedLengthOf(int number) => _children[number]._quoted.Length;

    private JsonPathNode Add(PathSegment segment)
    {
        if (segment.Name is null)
        {
            if (!_elements.TryGetValue(segment.Index, out JsonPathNode? element))
            {
                element = new JsonPathNode($"{Path}{segment}");
                _elements.Add(segment.Index, element);
            }

            return element;
        }

        byte[] quoted = Encoding.UTF8.GetBytes(segment.Name + "\"");
        JsonPathNode? child = _children.Find(c => c._quoted.AsSpan().SequenceEqual(quoted));
        if (child is null)
        {
            child = new JsonPathNode(Path.Length == 0 ? segment.Name : $"{Path}.{segment.Name}") { _quoted = quoted };
            _children.Add(child);
        }

        return child;
    }

    private void Seal()
    {
        if (_children.Count > 0)
        {
            _longest = _children.Max(c => c._quoted.Length - 1);
            _followers = [.. Enumerable.Range(0, _children.Count + 1).Select(i => i < _children.Count ? i : -1)];
            _table = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_children.Count * 2)];
            for (int child = 0; child < _children.Count; child++)
            {
                int at = HashOf(_children[child].Name) & (_table.Length - 1);
                while (_table[at] != 0)
                {
                    at = (at + 1) & (_table.Length - 1);
                }

                _table[at] = child + 1;
            }
        }

        foreach (JsonPathNode node in _children.Concat(_elements.Values))
        {
            node.Seal();
        }
    }

    /// <summary>FNV-1a. The table holds only names of the configuration, so no message can make its chains long.</summary>
    private static int HashOf(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
        {
            hash = (hash ^ b) * 16777619;
        }

        return (int)(hash ^ (hash >> 15));
    }
}
