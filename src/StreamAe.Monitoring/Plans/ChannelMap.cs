using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Plans;

/// <summary>
/// Reads the values of a row as those of other channels: each by its name and kind, a category by its value. What the row does not have counts
/// as missing; so does a category that is hashed on one side and not, or otherwise, on the other.
/// </summary>
internal sealed class ChannelMap
{
    private const int Missing = -1;

    private readonly int[] _sources;

    // By channel and category; null for numbers.
    private readonly float[]?[] _categories;

    public ChannelMap(Schema from, Schema to)
    {
        _sources = new int[to.Count];
        _categories = new float[to.Count][];
        for (int i = 0; i < to.Count; i++)
        {
            Channel wanted = to.Channels[i];
            _sources[i] = Find(from, wanted);
            if (_sources[i] != Missing && wanted.Kind == ChannelKind.Category && wanted.Buckets == 0)
            {
                _categories[i] = Translate(from.Channels[_sources[i]].Categories, wanted.Categories);
            }
        }
    }

    /// <summary>Channels that it writes.</summary>
    public int Count => _sources.Length;

    /// <param name="values">[from] NaN where missing.</param>
    /// <param name="mapped">[to] written, NaN where missing.</param>
    public void Map(ReadOnlySpan<float> values, Span<float> mapped)
    {
        for (int i = 0; i < _sources.Length; i++)
        {
            float value = _sources[i] == Missing ? float.NaN : values[_sources[i]];
            mapped[i] = _categories[i] is float[] categories && !float.IsNaN(value) ? categories[(int)value] : value;
        }
    }

    private static int Find(Schema from, Channel wanted)
    {
        for (int i = 0; i < from.Count; i++)
        {
            Channel channel = from.Channels[i];
            if (channel.Name == wanted.Name && channel.Kind == wanted.Kind && channel.Buckets == wanted.Buckets)
            {
                return i;
            }
        }

        return Missing;
    }

    /// <summary>By place in one list, the place in the other; the last of each is "other".</summary>
    private static float[] Translate(IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        Dictionary<string, int> places = to.Select((value, place) => (value, place)).ToDictionary(v => v.value, v => v.place, StringComparer.Ordinal);
        return [.. from.Select(value => (float)places.GetValueOrDefault(value, to.Count)), to.Count];
    }
}
