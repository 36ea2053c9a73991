using System.Globalization;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A duration of whole seconds, minutes, hours or days: <c>90s</c>, <c>10m</c>, <c>12h</c>, <c>7d</c>.</summary>
/// <param name="min">Shortest.</param>
/// <param name="max">Longest.</param>
/// <param name="milliseconds">Also <c>200ms</c>: for clock time, where event time needs no less than a second.</param>
internal sealed class DurationForm(TimeSpan min, TimeSpan max, bool milliseconds = false) : Form<TimeSpan>
{
    /// <summary>Digits that cannot overflow a decimal times a day's milliseconds; the bounds refuse far smaller numbers anyway.</summary>
    private const int MaxDigits = 18;

    private static readonly (string Suffix, long Milliseconds)[] WholeSeconds = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    private readonly (string Suffix, long Milliseconds)[] _units = milliseconds ? [("ms", 1), .. WholeSeconds] : WholeSeconds;

    public override string Rule => $"a duration from {Text(min)} to {Text(max)} such as {(milliseconds ? "200ms, 5s or 10m" : "90s, 10m, 12h or 7d")}";

    public override string Range => $"{Text(min)} to {Text(max)}";

    public override JsonNode? ToJson(TimeSpan value) => Text(value);

    // Draft 2020-12 cannot bound such a string; the loader does.
    public override JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = milliseconds ? "^[0-9]+(ms|[smhd])$" : "^[0-9]+[smhd]$" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out TimeSpan value)
    {
        value = default;
        (string suffix, long unit) = _units.FirstOrDefault(u => node.Text.EndsWith(u.Suffix, StringComparison.Ordinal));
        if (node.Kind != YamlNodeKind.Scalar || suffix is null || node.Text.Length > MaxDigits + suffix.Length)
        {
            return RefuseForm(node, path, hint, context);
        }

        ReadOnlySpan<char> digits = node.Text.AsSpan(0, node.Text.Length - suffix.Length);
        if (!decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out decimal count))
        {
            return RefuseForm(node, path, hint, context);
        }

        decimal total = count * unit;
        if (total < (decimal)min.TotalMilliseconds || total > (decimal)max.TotalMilliseconds)
        {
            return RefuseForm(node, path, hint, context);
        }

        value = TimeSpan.FromMilliseconds((long)total);
        return true;
    }

    /// <summary>In the largest unit that divides it. What is smaller than the smallest unit is rounded up: a file cannot say less.</summary>
    private string Text(TimeSpan value)
    {
        long smallest = milliseconds ? 1 : 1000;
        long total = (long)Math.Ceiling(value.TotalMilliseconds / smallest) * smallest;
        (string suffix, long unit) = total == 0 ? WholeSeconds[^1] : _units.OrderByDescending(u => u.Milliseconds).First(u => total % u.Milliseconds == 0);
        return $"{total / unit}{suffix}";
    }
}
