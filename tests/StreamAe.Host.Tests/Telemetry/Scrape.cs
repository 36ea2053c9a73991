using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>An answer to Prometheus. Of metrics that name a monitor, the series of one monitor: other tests run in this process too.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, IReadOnlyDictionary<string, string> Labels, double Value, string Exemplar)> _samples = [];

    public Scrape(string text, string monitor)
    {
        foreach (Match line in SampleLine().Matches(text))
        {
            Dictionary<string, string> labels = Label().Matches(line.Groups["labels"].Value).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
            if (!labels.TryGetValue("streamae_monitor", out string? of) || of == monitor)
            {
                _samples.Add((line.Groups["name"].Value, labels, double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture), line.Groups["exemplar"].Value));
            }
        }
    }

    public IEnumerable<string> Names => _samples.Select(s => s.Name).Distinct();

    public double Sum(string name) => _samples.Where(s => s.Name == name).Sum(s => s.Value);

    /// <summary>The one sample with these labels.</summary>
    public double Value(string name, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        (string Label, string Value)[] wanted = [.. labels];
        return Assert.Single(_samples, s => s.Name == name && wanted.All(w => s.Labels.GetValueOrDefault(w.Label) == w.Value)).Value;
    }

    /// <summary>Labels of a metric's series.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> LabelsOf(string name) => _samples.Where(s => s.Name == name).Select(s => s.Labels);

    public IEnumerable<string> Exemplars(string name) => _samples.Where(s => s.Name == name && s.Exemplar.Length > 0).Select(s => s.Exemplar);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[^}]*)\})? (?<value>[^ \n]+)( [0-9.]+)?( # \{(?<exemplar>[^}]*)\}[^\n]*)?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""([a-zA-Z0-9_]+)="([^"]*)",?""")]
    private static partial Regex Label();
}
