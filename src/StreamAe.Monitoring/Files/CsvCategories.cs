using System.Text;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Decodes a <see cref="ChannelKind.Category"/> field, without allocation: the index of a listed value, the number of listed values for
/// any other, or, without a list, the bucket of the hash of its bytes. A listed value wins over the words for "missing", so a category may be called
/// <c>NA</c>.
/// </summary>
internal sealed class CsvCategories
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly char[] _text;
    private readonly int _other;

    // 0 where values are listed.
    private readonly int _buckets;

    public CsvCategories(Channel channel)
    {
        IReadOnlyList<string> categories = channel.Categories;
        _buckets = channel.Buckets;
        int longest = 0;
        for (int i = 0; i < categories.Count; i++)
        {
            _indices.TryAdd(categories[i], i);
            longest = Math.Max(longest, Encoding.UTF8.GetByteCount(categories[i]));
        }

        _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
        _text = new char[longest];
        _other = categories.Count;
    }

    public CsvFieldKind Parse(ReadOnlySpan<byte> field, out float value)
    {
        if (_buckets == 0 && field.Length <= _text.Length)
        {
            int length = Encoding.UTF8.GetChars(field, _text);
            if (_lookup.TryGetValue(_text.AsSpan(0, length), out int index))
            {
                value = index;
                return CsvFieldKind.Value;
            }
        }

        bool missing = CsvNumber.IsMissing(field);
        value = missing ? float.NaN : _buckets > 0 ? StableHash.Of(field) % (ulong)_buckets : _other;
        return missing ? CsvFieldKind.Missing : CsvFieldKind.Value;
    }
}
