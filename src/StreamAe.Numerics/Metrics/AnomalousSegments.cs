namespace StreamAe.Numerics.Metrics;

/// <summary>Maximal runs of rows labelled 1.</summary>
internal static class AnomalousSegments
{
    /// <summary>The runs in order, as half-open ranges [Start, End).</summary>
    public static List<(int Start, int End)> Find(ReadOnlySpan<byte> labels)
    {
        List<(int Start, int End)> segments = [];
        int i = 0;
        while (i < labels.Length)
        {
            int toStart = labels[i..].IndexOfAnyExcept((byte)0);
            if (toStart < 0)
            {
                break;
            }

            int start = i + toStart;
            int length = labels[start..].IndexOf((byte)0);
            int end = length < 0 ? labels.Length : start + length;
            segments.Add((start, end));
            i = end;
        }

        return segments;
    }
}
