using System.Text.RegularExpressions;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>What metrics are called in Prometheus.</summary>
internal static partial class MetricNames
{
    /// <summary>Names of series in an expression, of our own and of the libraries that measure themselves.</summary>
    public static IEnumerable<string> In(string expression) => Series().Matches(Labels().Replace(expression, "")).Select(m => m.Value).Distinct();

    /// <summary>Without what a histogram's parts have behind its name.</summary>
    public static string BaseOf(string series) => HistogramPart().Replace(series, "");

    [GeneratedRegex(@"\b(streamae|dotnet|http_server|kestrel|orleans)_\w+|\bstreamae:[\w:]+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Series();

    [GeneratedRegex("""\{[^}]*\}|\bby \([^)]*\)|\bon \([^)]*\)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Labels();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex HistogramPart();
}
