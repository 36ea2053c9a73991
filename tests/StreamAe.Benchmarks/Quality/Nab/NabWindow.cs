namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>Rows around an anomaly within which an alert counts, both ends included.</summary>
internal readonly record struct NabWindow(int Left, int Right)
{
    public int Width => Right - Left + 1;

    /// <summary>Maximal runs of rows labelled 1, in order.</summary>
    public static IReadOnlyList<NabWindow> Of(ReadOnlySpan<byte> labels)
    {
        var windows = new List<NabWindow>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 1)
            {
                continue;
            }

            int left = i;
            while (i + 1 < labels.Length && labels[i + 1] == 1)
            {
                i++;
            }

            windows.Add(new NabWindow(left, i));
        }

        return windows;
    }
}
