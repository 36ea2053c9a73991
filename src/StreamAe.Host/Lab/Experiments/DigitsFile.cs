namespace StreamAe.Host.Lab.Experiments;

/// <summary>Scanned digits from a CSV file: 64 columns of pixels, then <c>label</c>.</summary>
internal static class DigitsFile
{
    private const string Label = "label";

    /// <exception cref="InvalidDataException">Not 8 × 8 pixels a row, or a pixel is missing or negative.</exception>
    public static Sample Read(string path, CancellationToken cancellationToken)
    {
        LabTable table = LabTableReader.Read(path, new LabColumns { Texts = [Label] }, cancellationToken);
        const int Pixels = SampleSource.ShapeSide * SampleSource.ShapeSide;
        if (table.Features.Length != Pixels || table.Count == 0)
        {
            throw new InvalidDataException($"{path} has {table.Count} rows of {table.Features.Length} pixels; digits have {Pixels}, 8 lines of 8, and a column {Label}.");
        }

        float largest = table.Rows.Max(row => row.Max());
        if (table.Rows.Any(row => row.Any(value => !(value >= 0))) || largest == 0)
        {
            throw new InvalidDataException($"{path}: every pixel must be 0 or more, and some above 0.");
        }

        string[] labels = [.. table.Texts[Label]];
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new Sample(
            Pixels,
            [.. table.Rows.SelectMany(row => row.Select(value => value / largest))],
            [.. labels.Select(label => Array.IndexOf(classes, label))]);
    }
}
