using System.Globalization;
using System.IO.Compression;

namespace StreamAe.Numerics.Tests.Baselines;

/// <summary>
/// Entities of the public back-test sets: the folder in the environment variable STREAMAE_TEST_DATA, else the first <c>shared/data</c>
/// above the test assembly.
/// </summary>
internal sealed record PublicSeries(int Features, float[] Train, float[] Test, byte[] Labels)
{
    public static string? FindFolder()
    {
        string? given = Environment.GetEnvironmentVariable("STREAMAE_TEST_DATA");
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    public static IEnumerable<PublicSeries> Read(string folder, string set)
    {
        foreach (string test in Directory.EnumerateFiles(Path.Combine(folder, set), "*.test.csv.gz").Order(StringComparer.Ordinal))
        {
            (int features, List<float> train, _) = ReadFile(test.Replace(".test.", ".train.", StringComparison.Ordinal));
            (_, List<float> rows, List<byte> labels) = ReadFile(test);
            yield return new PublicSeries(features, [.. train], [.. rows], [.. labels]);
        }
    }

    // entity,t,<features…>,label; an empty cell is missing.
    private static (int Features, List<float> Rows, List<byte> Labels) ReadFile(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        int features = reader.ReadLine()!.Split(',').Length - 3;
        List<float> rows = [];
        List<byte> labels = [];
        while (reader.ReadLine() is { } line)
        {
            int column = 0;
            foreach (Range range in line.AsSpan().Split(','))
            {
                ReadOnlySpan<char> cell = line.AsSpan(range);
                if (column >= 2 && column < features + 2)
                {
                    rows.Add(cell.IsEmpty ? float.NaN : float.Parse(cell, CultureInfo.InvariantCulture));
                }
                else if (column == features + 2)
                {
                    labels.Add(byte.Parse(cell, CultureInfo.InvariantCulture));
                }

                column++;
            }
        }

        return (features, rows, labels);
    }
}
