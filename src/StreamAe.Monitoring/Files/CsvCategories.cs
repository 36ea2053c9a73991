using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Decodes a <see cref="ChannelKind.Category"/> field, without allocation: the index of a listed value, the number of listed values for
/// any other. A listed value wins over the words for "missing", so a category may be called <c>NA</c>.
/// </summary>
internal sealed class CsvCategories
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly char[] _text;
    private readonly int _other;

    public CsvCategories(IReadOnlyList<string> categories)
    {
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
        if (field.Length <= _text.Length)
        {
            int length = Encoding.UTF8.GetChars(field, _text);
            if (_lookup.TryGetValue(_text.AsSpan(0, length), out int index))
            {
                value = index;
                return CsvFieldKind.Value;
            }
        }

        bool missing = CsvNumber.IsMissing(field);
        value = missing ? float.NaN : _other;
        return missing ? CsvFieldKind.Missing : CsvFieldKind.Value;
    }
}
