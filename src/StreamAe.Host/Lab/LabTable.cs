namespace StreamAe.Host.Lab;

/// <summary>The rows of a CSV file in memory.</summary>
/// <param name="File">Where they came from, for messages.</param>
/// <param name="Features">[D] names of the columns of numbers.</param>
/// <param name="Rows">[N] rows of D numbers; NaN where one is missing.</param>
/// <param name="Texts">For each column of words its N words.</param>
/// <param name="Lines">[N] the line each row is on, for messages.</param>
internal sealed record LabTable(
    string File, string[] Features, IReadOnlyList<float[]> Rows, IReadOnlyDictionary<string, IReadOnlyList<string>> Texts, IReadOnlyList<long> Lines)
{
    public int Count => Rows.Count;
}
