using System.Text;

namespace StreamAe.Kafka.Decoding;

/// <summary>
/// Where a field stands within nested ones: names with dots between, indexes from 0 in brackets (<c>readings[0].v</c>). A backslash takes the
/// next character as it is: <c>a\.b</c> is one name.
/// </summary>
internal sealed class RecordPath
{
    /// <summary>More levels than any sensible record has; bounds recursion.</summary>
    public const int MaxSegments = 32;

    public const int MaxIndex = 99_999;

    public const string Rule = "names with dots between and indexes in brackets, as in values.flow or readings[0].v";

    private RecordPath(string text, IReadOnlyList<PathSegment> segments)
    {
        Text = text;
        Segments = segments;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<PathSegment> Segments { get; }

    public static RecordPath? Parse(string text)
    {
        var segments = new List<PathSegment>();
        int at = 0;
        while (at < text.Length)
        {
            PathSegment? segment = text[at] == '[' ? ParseIndex(text, ref at) : ParseName(text, ref at, isFirst: segments.Count == 0);
            if (segment is null || segments.Count == MaxSegments)
            {
                return null;
            }

            segments.Add(segment.Value);
        }

        return segments.Count == 0 ? null : new RecordPath(text, segments);
    }

    private static PathSegment? ParseIndex(string text, ref int at)
    {
        int end = text.IndexOf(']', at);
        if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), System.Globalization.NumberStyles.None, null, out int index) || index > MaxIndex)
        {
            return null;
        }

        at = end + 1;
        return new PathSegment(null, index);
    }

    /// <summary>From the beginning, or from the dot before it.</summary>
    private static PathSegment? ParseName(string text, ref int at, bool isFirst)
    {
        if (!isFirst && text[at++] != '.')
        {
            return null;
        }

        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            if (text[at] == '\\' && ++at == text.Length)
            {
                return null;
            }

            name.Append(text[at++]);
        }

        return name.Length == 0 ? null : new PathSegment(name.ToString(), 0);
    }
}
